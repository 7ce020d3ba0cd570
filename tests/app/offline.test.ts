import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildIfStale } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import { type App, openPage, startApp } from '../support/app';
import { runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const profile = { serviceWorkers: 'allow' } as const;
const LONG = 240_000;

/** Until the page is kept: everything fetched, and the worker at work for this tab. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', null, {
    timeout: 120_000,
  });
}

/** Starts a run and rests after its first update. */
async function step(page: Page): Promise<void> {
  await runnable(page);
  await page.getByTestId('step').click();
  await statusLike(page, /^Paused/);
}

it('is there without a network after one visit, threads included, and trains', {
  timeout: LONG,
}, async () => {
  const site = await serve({ dir: await buildIfStale() });
  const { page, complaints, close } = await openPage({ ...app, url: site.url }, '', profile);
  await kept(page);
  expect(complaints).toEqual([]);
  await site.close();

  await page.goto(`${site.url}?preset=micro&screen=lab`);
  await page.getByTestId('headline-internalized').getByText('%').waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await step(page);
  expect(complaints).toEqual([]);
  await close();
});

it('marks the recordings that are not there without a network, and keeps them all when asked to', {
  timeout: LONG,
}, async () => {
  const site = await serve({ dir: await buildIfStale() });
  const { page, complaints, close } = await openPage({ ...app, url: site.url }, '', profile);
  await kept(page);
  const away = page.locator('.recording-choice option[disabled]');
  const choice = page.locator('.recording-choice select');
  const last = choice.locator('option').last();
  await page.context().setOffline(true);
  await away.first().waitFor({ state: 'attached' });
  expect(await away.count()).toBe((await choice.locator('option').count()) - 1);
  expect(await last.innerText()).toMatch(/\(needs the network\)$/);
  await page.getByText(/^Without a network, \d+ of \d+ recordings are not here\.$/).waitFor();

  await page.context().setOffline(false);
  await page.getByTestId('keep-recordings').click();
  await page.getByTestId('keep-recordings').waitFor({ state: 'detached' });
  await site.close();
  await page.context().setOffline(true);
  await page.reload();
  await choice.waitFor();
  expect(await away.count()).toBe(0);
  const title = await last.innerText();
  const shown = page.locator('.shown-what p').first();
  const before = await shown.innerText();
  await choice.selectOption({ label: title });
  await expect.poll(() => choice.locator('option:checked').innerText()).toBe(title);
  await expect.poll(() => shown.innerText()).not.toBe(before);
  expect(await shown.innerText()).toMatch(/^A recording: .*until it needs no policy in its prompt/s);
  // The worker asks the network first.
  expect(complaints.filter((complaint) => !complaint.includes('net::ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  await close();
});

it('waits with a newer version for the visitor, and for the end of a run', { timeout: LONG }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trimpi-site-'));
  try {
    await cp(await buildIfStale(), folder, { recursive: true });
    const older = await serve({ dir: folder });
    const port = Number(new URL(older.url).port);
    const { page, complaints, close } = await openPage({ ...app, url: older.url }, '?preset=micro', profile);
    await kept(page);
    await older.close();
    await appendFile(join(folder, 'sw.js'), '\n// a newer version\n');
    const newer = await serve({ dir: folder, port });
    expect(newer.url).toBe(older.url);

    let loads = 0;
    page.on('load', () => loads++);
    await page.reload();
    const notice = page.getByTestId('update');
    await notice.waitFor({ timeout: 120_000 });
    await step(page);
    expect(await notice.count()).toBe(0);
    await page.getByRole('button', { name: 'Stop' }).click();
    await notice.waitFor();
    expect(loads).toBe(1);

    const another = await page.context().newPage();
    await another.goto(newer.url);
    await another.getByTestId('update').waitFor({ timeout: 120_000 });
    await notice.getByRole('button', { name: 'Reload with it' }).click();
    await notice.getByText('open in another tab too').waitFor();
    await another.close();

    await notice.getByRole('button', { name: 'Reload with it' }).click();
    await expect.poll(() => loads, { timeout: 60_000 }).toBe(2);
    await kept(page);
    await page.getByTestId('headline-internalized').getByText('%').waitFor();
    // A notice would come back within the time that looking for a newer version takes.
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await page.waitForTimeout(3000);
    expect(await notice.count()).toBe(0);
    expect(loads).toBe(2);
    expect(complaints).toEqual([]);
    await close();
    await newer.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
