import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const queued = (page: Page, state: string) => page.locator(`[data-testid=queued][data-state=${state}]`);
const status = (page: Page, text: RegExp) => page.getByTestId('queue-status').filter({ hasText: text });

/** Plans two seeds of In-Context, by keyboard. */
async function plan(page: Page): Promise<void> {
  await page.getByTestId('queue-plan').press('Enter');
  const seeds = page.getByRole('textbox', { name: 'Seeds', exact: true });
  await seeds.fill('2');
  await seeds.press('Tab');
  await page.getByTestId('sweep-total').getByText('2 runs, one after the other').waitFor();
}

describe('the queue', () => {
  it('is planned as a grid, and keeps its order over a reload', { timeout: RUN_MS }, async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&method=cot-sft&seed=3');
    await plan(page);
    // The whole grid is in sight, though its panel is at the foot of the window.
    const [panel, add] = await Promise.all(
      ['queue', 'queue-add'].map((id) => page.getByTestId(id).boundingBox()),
    );
    expect(panel?.y).toBeGreaterThan(0);
    expect((add?.y ?? 0) + (add?.height ?? 0)).toBeLessThan(page.viewportSize()?.height ?? 0);
    await page.getByRole('checkbox', { name: 'Direct SFT' }).press(' ');
    await page.getByLabel('Sweep').selectOption('cotSft.steps');
    const values = page.getByLabel('Values, with commas');
    await values.fill('2, many');
    await page.getByTestId('sweep-total').getByText('The values are numbers with commas').waitFor();
    await values.fill('2, 4');
    // Direct SFT has no steps of CoT SFT: two of it, four of CoT SFT.
    await page.getByTestId('sweep-total').getByText('6 runs, one after the other').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByTestId('queue-add').press('Enter');
    await appears(page, 'the runs in the queue', queued(page, 'waiting').nth(5));

    const last = 'CoT SFT, Micro, seed 4, CoT SFT steps 4';
    await page.getByRole('button', { name: `Earlier: ${last}` }).press('Enter');
    await page.getByRole('button', { name: 'Take out: Direct SFT, Micro, seed 3' }).press('Enter');
    const words = () => page.getByTestId('queued').locator('.queue-what').allInnerTexts();
    await expect.poll(() => queued(page, 'waiting').count()).toBe(5);
    const planned = await words();
    expect(planned).toEqual([
      'CoT SFT, Micro, seed 3, CoT SFT steps 2',
      'CoT SFT, Micro, seed 3, CoT SFT steps 4',
      'Direct SFT, Micro, seed 4',
      last,
      'CoT SFT, Micro, seed 4, CoT SFT steps 2',
    ]);
    await page.reload();
    await appears(page, 'the queue after a reload', status(page, /0 of 5 runs.*loaded anew/));
    expect(await words()).toEqual(planned);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('resumes its own run that a reload interrupted, which is offered in no other way', {
    timeout: RUN_MS,
  }, async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&method=cot-sft&seed=3');
    await plan(page);
    await page.getByTestId('queue-add').press('Enter');
    await page.getByTestId('queue-start').press('Enter');
    await page.getByTestId('pause').press('Enter');
    await statusLike(page, /^Paused/);

    const other = await page.context().newPage();
    await other.goto(page.url());
    await status(other, /Another tab of this browser works on the queue/).waitFor();
    await queued(other, 'interrupted').getByText('runs elsewhere').waitFor();
    expect(await other.getByTestId('queue-start').count()).toBe(0);
    await other.close();

    await page.reload();
    await runnable(page);
    const card = page.getByTestId('kept-run').filter({ hasText: 'CoT SFT, Micro, seed 3' });
    await card.getByText('It is a run of the queue, which resumes it when it goes on.').waitFor();
    expect(await card.getByRole('button').allInnerTexts()).toEqual(['Go on with the queue']);
    expect(await accessibilityViolations(page)).toEqual([]);
    await card.getByTestId('resume-queue').press('Enter');
    await appears(page, 'the run of the queue', queued(page, 'running'));
    await card.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  it(
    'runs one after the other, waits on hold, goes on after a reload, and fills Compare',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro&method=in-context&seed=3');
      await plan(page);
      await page.getByTestId('queue-add').press('Enter');
      await page.getByTestId('queue-start').press('Enter');
      await appears(page, 'a run of the queue', queued(page, 'running'), RUN_MS);
      await page.getByTestId('queue-hold').press('Enter');
      await status(page, /After the run in progress the queue waits/).waitFor();
      await appears(page, 'the end of the first run', queued(page, 'done'), RUN_MS);
      await status(page, /1 of 2 runs are over/).waitFor();
      expect(await queued(page, 'running').count()).toBe(0);
      await page.reload();
      await page.getByTestId('queue-start').press('Enter');
      await appears(page, 'the end of the second run', queued(page, 'done').nth(1), RUN_MS);
      await status(page, /All 2 runs are over/).waitFor();
      await page.getByTestId('queue-results').getByText('2 of 2').waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);

      await page.getByRole('link', { name: 'Compare' }).click();
      await page.getByTestId('queue-results').getByText('2 of 2').waitFor();
      await page.getByText('In-Context, Micro, seed 4').first().waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    2 * RUN_MS,
  );
});
