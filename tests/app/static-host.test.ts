import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildIfStale } from '../../scripts/build.mjs';
import { type App, openPage, startApp } from '../support/app';
import { staticHost } from '../support/static-host';
import { runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** What the page says that it trains on. */
async function device(page: Page): Promise<string> {
  await page.getByTestId('backend-chip').click();
  const said = await page.getByText(/^The playground runs on/).innerText();
  await page.keyboard.press('Escape');
  return said;
}

it('has threads on a host without headers and below a path from the second load on, which it asks for between runs', {
  timeout: 300_000,
}, async () => {
  const host = await staticHost(await buildIfStale());
  const site = { ...app, url: host.url };
  const { page, complaints, close } = await openPage(site, '?preset=micro', { serviceWorkers: 'allow' });
  const isolated = () => page.evaluate(() => crossOriginIsolated);
  let loads = 0;
  page.on('load', () => loads++);
  const notice = page.getByTestId('threads');
  await notice.waitFor({ timeout: 120_000 });
  expect(await isolated()).toBe(false);

  await runnable(page);
  expect(await device(page)).toMatch(/one thread/);
  await page.getByTestId('step').click();
  await statusLike(page, /^Paused/);
  expect(await notice.count()).toBe(0);
  await page.getByRole('button', { name: 'Stop' }).click();
  await notice.waitFor();
  expect(loads).toBe(0);

  await notice.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => loads, { timeout: 60_000 }).toBe(1);
  expect(await isolated()).toBe(true);
  await runnable(page);
  expect(await device(page)).toMatch(/[2-4] threads/);
  await page.getByTestId('step').click();
  await statusLike(page, /^Paused/);
  expect(await notice.count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
  await host.close();
});
