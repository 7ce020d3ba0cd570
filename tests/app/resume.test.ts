import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { RUN_MS, runnable, statusLike, stepUntil } from '../support/waiting';

let app: App;

beforeAll(async () => {
  app = await startApp('wasm');
});

afterAll(() => app?.close());

/** Everything that the headline says except the time of a prefill, which is measured. */
async function results(page: Page): Promise<string[]> {
  const numbers = ['headline-in-context', 'headline-internalized'].map((id) => page.getByTestId(id));
  return Promise.all([...numbers, page.locator('.by-stage tbody')].map((place) => place.innerText()));
}

describe('a run in a page that is reloaded', () => {
  it(
    'is offered, goes on when asked to, and ends with the numbers of one that was left alone',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro');
      await runnable(page);
      const card = page.getByTestId('kept-run');
      // A step of RL, and part of another.
      await stepUntil(page, /^Paused: RL, step 1 of 4, model updated/, 15);
      await page.getByTestId('step-phase').click();
      await statusLike(page, /^Paused: RL, step 2 of 4, responses sampled/);
      expect(await card.count()).toBe(0);
      await page.reload();
      await card
        .filter({ hasText: 'TriMPI w/ PoRo-DAPO, Micro, seed 1: stopped at RL step 1 of 4,' })
        .waitFor();
      expect(await card.innerText()).toMatch(/\d+ s ago\. \d\.\d\sMB kept\./);
      // Nothing starts by itself.
      await runnable(page);
      await statusLike(page, /^Ready/);
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByTestId('resume-kept').click();
      // What was trained before the reload is not trained again: only RL has a stage to go through.
      await page.getByTestId('stage-cot-sft').filter({ hasText: '%' }).waitFor();
      await statusLike(page, /^Finished/);
      const resumed = await results(page);
      expect(await card.count()).toBe(0);

      // The same, taken back to the start of RL and trained again.
      await page.getByTestId('stage-rl').click();
      await page.getByTestId('rewind').click();
      await statusLike(page, /^Paused: RL, step 0 of 4/);
      await page.getByTestId('resume').click();
      await statusLike(page, /^Finished/);
      expect(await results(page)).toEqual(resumed);
      expect(complaints).toEqual([]);
      await close();

      const alone = await openPage(app, '?preset=micro');
      await runnable(alone.page);
      await alone.page.getByTestId('run').click();
      await statusLike(alone.page, /^Finished/);
      expect(await results(alone.page)).toEqual(resumed);
      await alone.close();
    },
    3 * RUN_MS,
  );

  it('is gone once it is discarded', async () => {
    const { page, close } = await openPage(app, '?preset=micro');
    await runnable(page);
    await page.getByTestId('step').click();
    await statusLike(page, /^Paused: VM-CPT/);
    await page.getByTestId('stop').click();
    await page.getByTestId('kept-run').filter({ hasText: 'stopped before VM-CPT' }).waitFor();
    await page.getByTestId('discard-kept').click();
    await page.getByTestId('kept-run').waitFor({ state: 'detached' });
    await page.reload();
    await runnable(page);
    expect(await page.getByTestId('kept-run').count()).toBe(0);
    await close();
  });
});
