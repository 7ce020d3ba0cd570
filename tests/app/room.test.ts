import { networkInterfaces } from 'node:os';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browserFlags, findBrowser } from '../../scripts/browser.mjs';
import { buildIfStale } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { runnable, statusLike } from '../support/waiting';

/** A name in the room's network, for the computer that serves the page. */
const NAME = 'class.test';

let teacher: App;
let student: App;
beforeAll(async () => {
  const server = await serve({ dir: await buildIfStale(), lan: true });
  const { port } = new URL(server.url);
  const said = await (await fetch(`${server.url}addresses.json`)).json();
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  expect(said.addresses).toEqual(server.addresses);
  for (const address of server.addresses) {
    expect(new URL(address).port).toBe(port);
    expect(own.find((one) => one.address === new URL(address).hostname)).toMatchObject({ internal: false });
    expect((await fetch(address)).status).toBe(200);
  }
  teacher = { ...(await startApp('wasm')), url: server.url };
  const other = await chromium.launch({
    executablePath: findBrowser(),
    args: [...browserFlags('webgpu'), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`],
  });
  student = {
    backend: 'webgpu',
    url: `http://${NAME}:${port}/`,
    browser: other,
    close: async () => {
      await other.close();
      await server.close();
    },
  };
});
afterAll(async () => {
  await student?.close();
  await teacher?.close();
});

it('a link made here opens in another browser under the name of this computer, over plain HTTP, and trains', {
  timeout: 240_000,
}, async () => {
  const wall = await openPage(teacher, null);
  const addresses = { addresses: [student.url] };
  await wall.page.route('**/addresses.json', (route) => route.fulfill({ json: addresses }));
  await wall.page.goto(`${teacher.url}?preset=micro`);
  await wall.page.getByTestId('share').click();
  await wall.page.getByText('The setup', { exact: true }).click();
  const link = await wall.page.getByTestId('share-link').inputValue();
  expect(link.startsWith(`${student.url}#`)).toBe(true);
  await wall.page.getByTestId('reach-note').getByText(student.url).waitFor();

  const phone = await openPage(student, null);
  await phone.page.goto(link);
  expect(await phone.page.evaluate(() => isSecureContext)).toBe(false);
  await phone.page.getByTestId('link-card').getByText('Nothing has been started').waitFor();
  await phone.page.getByRole('button', { name: 'Set it up' }).click();
  await runnable(phone.page);
  await phone.page.getByText('This page came over plain HTTP').waitFor();
  await phone.page.getByTestId('step').click();
  await statusLike(phone.page, /^Paused/);
  // What was trained is kept, too: a reload offers it.
  await phone.page.reload();
  await phone.page.getByTestId('kept-run').waitFor();
  await phone.page.getByTestId('share').click();
  expect((await phone.page.getByTestId('share-link').inputValue()).startsWith(student.url)).toBe(true);
  expect(await phone.page.getByTestId('reach-note').count()).toBe(0);
  await phone.page.getByRole('button', { name: 'Copy link' }).click();
  await phone.page.getByText('Copied.').waitFor();
  expect(phone.complaints).toEqual([]);
  expect(wall.complaints).toEqual([]);
  await phone.close();
  await wall.close();
});

it('a teacher shows a step as a QR code, and a link of this computer alone says so', async () => {
  const { page, complaints, close } = await openPage(teacher, null);
  let addresses = [student.url];
  await page.route('**/addresses.json', (route) => route.fulfill({ json: { addresses } }));
  await page.goto(`${teacher.url}?screen=learn&step=2`);
  await page.getByRole('button', { name: 'Teacher mode' }).click();
  await page.getByTestId('step-qr').click();
  expect(await page.getByTestId('qr-address').innerText()).toBe(`${student.url}?screen=learn&step=2`);
  await page.getByRole('img', { name: `QR code of ${student.url}` }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close' }).click();
  addresses = [];
  await page.getByTestId('step-qr').click();
  await page.getByText('Only this computer can open this link.').waitFor();
  expect(complaints).toEqual([]);
  await close();
});
