import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openPage, RECORDED, startApp } from '../support/app';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** The browser's database never answers, for the page and for its trainer. */
async function silence(page: Page): Promise<void> {
  const script =
    'IDBFactory.prototype.open = () => Object.create(IDBOpenDBRequest.prototype, { addEventListener: { value() {} } });\n';
  await page.addInitScript(script);
  // Init scripts do not reach workers.
  await page.route('**/trainer.worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: script + (await response.text()) });
  });
}

it(
  'a store that never answers: two runs, Stop and the list work in memory, and it is said',
  async () => {
    const { page, complaints, close } = await openPage(app, null);
    await silence(page);
    await page.goto(`${app.url}?preset=micro`);
    await runnable(page);
    await appears(page, 'the sentence', page.getByText(/storage does not answer; until it does/));
    for (const run of [1, 2]) {
      await page.getByTestId('run').click();
      // A stage of micro may be over before it is seen.
      await statusLike(page, /step \d|Evaluating/);
      await page.getByTestId('stop').click();
      await statusLike(page, /^Stopped/, 20_000);
      expect(await page.getByTestId('nothing-kept').count(), `run ${run}`).toBe(1);
    }
    await page.getByTestId('run').click();
    await statusLike(page, /^Finished/);
    await appears(
      page,
      'what the list says',
      page.getByText(/on the list in Compare only until this tab closes/),
    );
    await page.getByRole('link', { name: 'Compare' }).click();
    await appears(page, 'the runs', page.getByTestId('run-row').nth(RECORDED));
    expect(complaints).toEqual([]);
    await close();
  },
  2 * RUN_MS,
);
