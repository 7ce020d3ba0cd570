import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { saved } from '../support/files';
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

/** All answers of the evaluation are there, and add up to what the headline says. */
async function everyAnswer(page: Page): Promise<void> {
  const panel = page.getByTestId('all-answers');
  await panel.waitFor();
  const [, right, all] = /RL: (\d+) of (\d+) right/.exec(await panel.innerText()) ?? [];
  expect(Number(all)).toBe(16);
  const percent = await page.getByTestId('headline-internalized').innerText();
  expect(Math.round((100 * Number(right)) / Number(all))).toBe(Number.parseInt(percent, 10));
  await panel.getByRole('radio', { name: 'Wrong' }).click();
  const wrong = panel.getByRole('status');
  await wrong.getByText(`${Number(all) - Number(right)} of ${all} answers`).waitFor();
  await panel.getByRole('button', { name: /^What was answered instead/ }).click();
  const cells = panel.getByTestId('confusion').getByRole('button');
  const counts = await cells.allInnerTexts();
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(Number(all));
  // A cell of wrong answers leads to them.
  const off = panel.locator('.confusion td:not([data-right]) button').first();
  const count = await off.innerText();
  await off.click();
  await wrong.getByText(`${count} of ${all} answers`).waitFor();
  await wrong.getByRole('button', { name: 'Show all' }).click();
}

/** After another reload the finished run is there with its models: it is asked, trained again from RL on, and exported. */
async function comesBack(page: Page, resumed: readonly string[]): Promise<void> {
  await page.reload();
  await runnable(page);
  const choice = page.getByTestId('run-choice');
  const own = choice.locator('optgroup[label="Your runs"] option');
  await own.first().waitFor({ state: 'attached' });
  // It is of what the address sets up, and the newest: it shows itself.
  await page.getByText('Your run of an earlier visit').waitFor();
  expect(await results(page)).toEqual(resumed);
  expect(await page.getByTestId('shown-result').count()).toBe(0);
  await choice.selectOption({ label: 'In-Context, Quick, seed 1' });
  const other = page.getByTestId('shown-result');
  await other.filter({ hasText: 'Micro with TriMPI w/ PoRo-DAPO, seed 5, has run here.' }).waitFor();
  await other.getByRole('button', { name: 'Show your run of it' }).click();
  await page.getByText('Your run of an earlier visit').waitFor();
  expect(await results(page)).toEqual(resumed);
  await everyAnswer(page);
  await page.getByRole('button', { name: 'Ask RL again' }).click();
  await page.locator('.detail .verdict[data-correct]').waitFor();
  expect(await page.locator('.notices [role=alert]').count()).toBe(0);
  await page.getByTestId('stage-rl').click();
  await page.getByTestId('rewind').filter({ hasText: 'Train again' }).click();
  await statusLike(page, /^Paused: RL, step 0 of 4/);
  await page.getByTestId('resume').click();
  await statusLike(page, /^Finished/);
  expect(await results(page)).toEqual(resumed);

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Compare' }).click();
  const rows = page.getByTestId('run-row').filter({ hasText: 'your run' });
  await rows.filter({ hasText: 'models kept' }).nth(1).waitFor();
  await rows
    .nth(1)
    .getByRole('button', { name: /^Export/ })
    .click();
  const button = page.getByRole('dialog').getByRole('button', { name: 'RL', exact: true });
  expect((await saved(page, button)).bytes.length).toBeGreaterThan(1e6);
}

describe('a run in a page that is reloaded', () => {
  it(
    'is offered, goes on when asked to, and ends with the numbers of one that was left alone',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro');
      await runnable(page);
      // The setup is in the address as soon as it is edited.
      await page.getByTestId('settings').click();
      const seed = page.getByRole('textbox', { name: 'Seed', exact: true });
      await seed.fill('5');
      await seed.press('Enter');
      await page.waitForURL(/[?&]seed=5(&|$)/);
      await page.reload();
      await runnable(page);
      const card = page.getByTestId('kept-run');
      // A step of RL, and part of another.
      await stepUntil(page, /^Paused: RL, step 1 of 4, model updated/, 15);
      await page.getByTestId('step-phase').click();
      await statusLike(page, /^Paused: RL, step 2 of 4, responses sampled/);
      expect(await card.count()).toBe(0);
      await page.reload();
      await card
        .filter({ hasText: 'TriMPI w/ PoRo-DAPO, Micro, seed 5: stopped at RL step 1 of 4,' })
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
      await comesBack(page, resumed);
      expect(complaints).toEqual([]);
      await close();

      const alone = await openPage(app, '?preset=micro&seed=5');
      await runnable(alone.page);
      await alone.page.getByTestId('run').click();
      await statusLike(alone.page, /^Finished/);
      expect(await results(alone.page)).toEqual(resumed);
      await alone.close();
    },
    3 * RUN_MS,
  );

  it('is no longer offered where another tab goes on with it, until that tab lets go', async () => {
    const { page, close } = await openPage(app, '?preset=micro');
    await runnable(page);
    await page.getByTestId('step').click();
    await statusLike(page, /^Paused: VM-CPT/);
    await page.reload();
    await page.getByTestId('kept-run').waitFor();
    const other = await page.context().newPage();
    other.setDefaultTimeout(60_000);
    await other.goto(`${app.url}?preset=micro`);
    await runnable(other);
    await other.getByTestId('kept-run').getByTestId('resume-kept').waitFor();
    await page.getByTestId('resume-kept').click();
    const elsewhere = other.getByTestId('kept-elsewhere');
    await elsewhere.waitFor();
    expect(await elsewhere.innerText()).toBe(
      'TriMPI w/ PoRo-DAPO, Micro, seed 1: this run goes on in another tab.',
    );
    expect(await other.getByTestId('kept-run').count()).toBe(0);
    await page.close();
    await other.getByTestId('kept-run').waitFor();
    expect(await elsewhere.count()).toBe(0);
    await close();
  });

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
