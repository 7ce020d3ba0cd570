import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRunRecordFile } from '../../src/experiment/record/record-schema';
import { type App, openPage, RECORDED, startApp } from '../support/app';
import { saved } from '../support/files';
import { appears, RUN_MS, runnable, statusLike, stepUntil } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const goTo = (page: Page, screen: string) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();

/** What the safetensors format has at its beginning: the names of the tensors with their places. */
function tensorsOf(bytes: Buffer): string[] {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const end = Math.max(...names.map((name) => header[name].data_offsets[1]));
  expect(bytes.length).toBe(8 + length + end);
  return names;
}

describe('the whole way', () => {
  it(
    'leads from the first visit to a result that a friend reproduces',
    async () => {
      const { page, complaints, close } = await openPage(app);
      await firstVisit(page);
      await trainInSteps(page);
      await inspectRollouts(page);
      await statusLike(page, /^Paused: RL, step 1 of 4, advantages computed/);
      await page.getByTestId('resume').click();
      await statusLike(page, /^Finished/);
      await editScene(page);
      await compareAndExport(page);

      await goTo(page, 'Lab');
      await page.getByTestId('share').click();
      const link = new URL(await page.getByTestId('share-link').inputValue());
      expect(link.href.length).toBeLessThan(2000);
      await page.keyboard.press('Escape');
      expect(complaints).toEqual([]);
      await close();

      await reproduce(link.hash);
    },
    2 * RUN_MS + 120_000,
  );
});

/** A recorded run is on the screen, says that it is one, and nothing is running. */
async function firstVisit(page: Page): Promise<void> {
  await appears(page, 'the recorded headline', page.getByTestId('headline-internalized').getByText('%'));
  await appears(page, 'what it is', page.getByText('A recording: a small'));
  await runnable(page);
  expect(await page.getByTestId('status').innerText()).toMatch(/^Ready to run /);
  await page.getByText('Micro', { exact: true }).click();
  expect(await page.getByRole('radio', { name: /^Micro/ }).isChecked()).toBe(true);
}

/** Micro, live: halted before its first update, stepped, resumed, paused, and stepped to the first phase of RL. */
async function trainInSteps(page: Page): Promise<void> {
  await page.getByTestId('step').click();
  await statusLike(page, /^Paused: VM-CPT, step 0 of 6/);
  expect(await page.getByText('A recording: a small').count()).toBe(0);
  await page.getByTestId('step').click();
  await statusLike(page, /^Paused: VM-CPT, step 1 of 6/);
  await page.getByTestId('resume').click();
  await page.getByTestId('pause').click();
  await statusLike(page, /^Paused/);
  await stepUntil(page, /^Paused: RL, step 0 of 4/, 14);
  await page.getByTestId('step-phase').click();
  await statusLike(page, /^Paused: RL, step 1 of 4, responses sampled/);
  // The Lab shows what the phase did, and no more.
  const card = page.getByTestId('phase-card');
  await appears(page, 'what the phase did', card.getByText('responses sampled'));
  expect(await card.getByRole('columnheader').allInnerTexts()).toEqual(['Source', 'Answer']);
}

/** The group just sampled, before and after its rewards are given. */
async function inspectRollouts(page: Page): Promise<void> {
  await goTo(page, 'Rollouts');
  const responses = page.getByRole('grid', { name: 'Responses of the group' });
  await appears(page, 'the sampled group', responses);
  expect(await responses.getByRole('row').count()).toBe(1 + 4);
  await page.getByTestId('step-phase').click();
  await statusLike(page, /^Paused: RL, step 1 of 4, rewards given/);
  // Nothing of what comes next is told yet.
  await appears(
    page,
    'the wait for advantages',
    page.getByTestId('formulas-wait').getByText('Advantages are computed'),
  );
  expect(await page.locator('.cards').count()).toBe(0);
  await responses.getByRole('row').nth(2).click();
  await page.getByTestId('step-phase').click();
  await statusLike(page, /^Paused: RL, step 1 of 4, advantages computed/);
  await page.getByRole('listbox', { name: 'Tokens of the response' }).getByRole('option').first().click();
  await appears(page, 'the token taken apart', page.getByText(/^Token 1 of response 2, group 1/));
}

/** Every stage answers about the scene, and again once it is another. */
async function editScene(page: Page): Promise<void> {
  await goTo(page, 'Try it');
  const answered = page
    .locator('[data-testid=answer-card]:not([data-stale])')
    .filter({ has: page.locator('.answer-verdict[data-correct]') });
  await appears(page, 'four answers', answered.nth(3));
  const scene = page.getByTestId('scene-stage');
  const before = await scene.getAttribute('aria-label');
  const colours = page.getByRole('radiogroup', { name: 'Colour' });
  await colours.getByRole('radio', { checked: false }).first().click();
  expect(await scene.getAttribute('aria-label')).not.toBe(before);
  await appears(page, 'an answer to go', page.locator('[data-testid=answer-card][data-stale]'));
  await appears(page, 'four answers to the new scene', answered.nth(3));
}

/** The new run beside a recorded one, and everything that can be taken home. */
async function compareAndExport(page: Page): Promise<void> {
  await goTo(page, 'Compare');
  const rows = page.getByTestId('run-row');
  await appears(page, 'the recorded runs and ours', rows.nth(RECORDED));
  const [ours, recorded] = [
    rows.filter({ hasText: 'your run' }),
    rows.filter({ hasText: 'recorded' }).first(),
  ];
  for (const row of [ours, recorded]) {
    const box = row.getByRole('checkbox');
    if (!(await box.isChecked())) await box.press(' ');
  }
  await appears(page, 'what differs', page.getByTestId('differences').getByText(/Micro|micro/));
  await appears(page, 'two charts', page.locator('.run-charts svg').nth(1));

  const csv = (await saved(page, page.getByRole('button', { name: 'All runs as CSV' }))).bytes.toString();
  const [head, ...lines] = csv.trim().split('\r\n');
  expect(lines).toHaveLength(RECORDED + 1);
  expect(head.split(',').length).toBeGreaterThan(5);
  const tex = (await saved(page, page.getByRole('button', { name: 'LaTeX' }))).bytes.toString();
  expect(tex).toMatch(/\\begin\{tabular\}[\s\S]*\\end\{tabular\}/);
  await ours.getByRole('button', { name: /^Export/ }).click();
  const dialog = page.getByRole('dialog');
  const json = (
    await saved(page, dialog.getByRole('button', { name: 'JSON', exact: true }))
  ).bytes.toString();
  const parsed = parseRunRecordFile(json);
  expect(parsed).toMatchObject({ ok: true, record: { config: { preset: 'micro' } } });
  const weights = await saved(page, dialog.getByRole('button', { name: 'RL', exact: true }));
  expect(weights.name).toMatch(/-rl\.safetensors$/);
  expect(tensorsOf(weights.bytes).length).toBeGreaterThan(5);
  await page.keyboard.press('Escape');
}

/** A friend opens the link: nothing starts by itself, and the run comes out as it did. */
async function reproduce(hash: string): Promise<void> {
  const { page, complaints, close } = await openPage(app, hash);
  const card = page.getByTestId('link-card');
  await appears(page, 'the card', card.getByText('Made by this very version of the page.'));
  expect(await card.getByRole('row').count()).toBeGreaterThan(3);
  await runnable(page);
  expect(await page.getByTestId('status').innerText()).toMatch(/^Ready to run /);
  await card.getByRole('button', { name: 'Set it up' }).click();
  await card.waitFor({ state: 'detached' });
  expect(new URL(page.url()).hash).toBe('');
  expect(await page.getByTestId('status').innerText()).toMatch(/^Ready to run /);
  await page.getByTestId('run').click();
  await statusLike(page, /^(Starting|Evaluating|Base|VM-CPT|preparing)/);
  await statusLike(page, /^Finished/);
  await appears(page, 'the verdict', page.getByText('Reproduced within the interval: yes.'));
  expect(complaints).toEqual([]);
  await close();
}
