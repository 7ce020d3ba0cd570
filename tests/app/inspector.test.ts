import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../scripts/paths.mjs';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { appears } from '../support/waiting';

/** A run of the micro preset on two busy cores. */
const RUN_MS = 420_000;

let app: App;

beforeAll(async () => {
  app = await startApp('wasm');
});

afterAll(() => app?.close());

/** The first recording, with a model published beside it: the base's file, which is as good a model as any to look into. */
async function openRecording(address: string, colorScheme: 'light' | 'dark', published = true) {
  const opened = await openPage(app, 'LICENSE-is-not-there', { colorScheme });
  const [{ file, title }] = JSON.parse(readFileSync(inRoot('public', 'runs', 'index.json'), 'utf8'));
  const model = published ? { file: 'published.safetensors', stage: 'rl' } : undefined;
  const context = opened.page.context();
  let downloads = 0;
  await context.route('**/runs/index.json', (route) => route.fulfill({ json: [{ file, title, model }] }));
  await context.route('**/runs/published.safetensors', (route) => {
    downloads += 1;
    return route.fulfill({ path: inRoot('public', 'models', 'small.safetensors') });
  });
  await opened.page.goto(app.url + address);
  opened.complaints.length = 0;
  return { ...opened, downloads: () => downloads };
}

const token = (place: Page | Locator, index: number) =>
  place.getByRole('listbox', { name: 'Tokens of the response' }).first().getByRole('option').nth(index);

/** Shares are told in whole percents: those of the places add up to 100 but for rounding. */
async function expectWhole(attention: Locator): Promise<void> {
  const shares = (await attention.locator('.attention-places dd').allTextContents()).map(Number.parseFloat);
  expect(shares.length).toBeGreaterThanOrEqual(3);
  expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThanOrEqual(2);
}

describe('the inspector on a recording with its model', () => {
  it.each(['light', 'dark'] as const)(
    'shows where the model looked, token by token, by keyboard, in the %s theme',
    async (scheme) => {
      const { page, complaints, downloads, close } = await openRecording('', scheme);
      await page.locator('[data-testid=run]:not([disabled])').waitFor();
      await token(page, 0).focus();
      // Nobody pays for a model before they ask it.
      expect(downloads()).toBe(0);
      await page.keyboard.press('ArrowRight');
      const attention = page.getByTestId('attention');
      const picture = attention.locator('.attention-picture');
      await picture.waitFor();
      expect(downloads()).toBe(1);
      await expectWhole(attention);
      const before = await picture.getAttribute('aria-label');
      expect(before).toMatch(/of the attention goes to the image, most to a window at the/);
      // A layer and a head of their own look elsewhere than the mean of all.
      await attention.getByRole('radiogroup', { name: 'Layer' }).getByRole('radio', { name: 'mean' }).focus();
      for (const key of ['ArrowRight', 'Space']) await page.keyboard.press(key);
      await attention.getByRole('radiogroup', { name: 'Head' }).getByRole('radio', { name: '2' }).focus();
      await page.keyboard.press('Space');
      expect(await picture.getAttribute('aria-label')).not.toBe(before);
      await expectWhole(attention);
      expect(await accessibilityViolations(page)).toEqual([]);
      await attention.getByRole('button', { name: 'Close' }).focus();
      await page.keyboard.press('Enter');
      await attention.waitFor({ state: 'detached' });
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('fetches all answers of the recording when asked to', async () => {
    const { page, complaints, close } = await openPage(app, '');
    const all = page.getByTestId('all-answers-of-recording');
    await appears(page, 'the way to all answers', all);
    const count = Number(/\d+/.exec(await all.innerText())?.[0]);
    expect(count).toBeGreaterThan(100);
    await all.click();
    await appears(page, 'all answers', page.getByTestId('all-answers'));
    expect(await page.getByTestId('all-answers').innerText()).toContain(`of ${count}`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('streams an answer of the recorded model, token by token', async () => {
    const { page, complaints, close } = await openRecording('', 'light');
    await page.locator('[data-testid=run]:not([disabled])').waitFor();
    await page.getByRole('button', { name: 'Ask RL again' }).click();
    // Token by token, at a pace that can be watched; the verdict comes with the last.
    await page.locator('.token-caret').waitFor();
    expect(await page.locator('.inspector .verdict').count()).toBe(0);
    await page.locator('.inspector .verdict').waitFor();
    await token(page, 1).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows what each stage trains on, by keyboard', async () => {
    const { page, complaints, close } = await openRecording('', 'dark');
    await page.locator('[data-testid=run]:not([disabled])').waitFor();
    await page.getByRole('radio', { name: 'Training sequence' }).focus();
    await page.keyboard.press('Space');
    const table = page.getByTestId('loss-table');
    // RL: the objective stands on the response alone; base and published model are the same here.
    await table.getByRole('row', { name: /^Q question 0 of/ }).waitFor();
    expect(await table.locator('thead th').allTextContents()).toEqual([
      'Section',
      'Tokens trained',
      'Base',
      'After RL',
    ]);
    const reasoning = (await table.getByRole('row', { name: /^C/ }).locator('td').allTextContents()).slice(1);
    expect(reasoning[0]).toMatch(/^\d+\.\d\d$/);
    expect(reasoning[1]).toBe(reasoning[0]);
    await page.getByTestId('stage-vm-cpt').focus();
    await page.keyboard.press('Enter');
    await page.getByText('36 visual tokens, no loss').waitFor();
    await table.getByRole('row', { name: /^P policy/ }).waitFor();
    await page.getByText('comes with its model after RL only').waitFor();
    const first = await page.locator('.sequence').textContent();
    await page.getByRole('button', { name: 'Next sequence' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /sequence 2 of/ }).waitFor();
    await page.locator('.training-sequence:not([data-stale])').waitFor();
    expect(await page.locator('.sequence').textContent()).not.toBe(first);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('lets Try it ask the recorded model beside the base, labelled as a recording', async () => {
    const { page, complaints, close } = await openRecording('?screen=try', 'dark');
    await page.getByTestId('recorded-model').waitFor();
    const card = page.getByTestId('answer-card').filter({ hasText: 'recorded model' });
    await token(card, 0).focus();
    await page.keyboard.press('ArrowRight');
    await card.locator('.attention-picture').waitFor();
    await expectWhole(card.getByTestId('attention'));
    expect(await page.getByTestId('answer-card').count()).toBe(2);
    expect(await accessibilityViolations(page)).toEqual([]);

    // Nobody is to beat a model at a policy that it has never met without being told.
    await page.getByRole('button', { name: 'Fresh policy' }).click();
    await page.getByText('Never met.').waitFor();
    await page.getByRole('radio', { name: 'Beat the model' }).click();
    await page.getByTestId('beat-yes').waitFor();
    expect(await page.getByText('Never met.').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});

it('a recording without a model says so, and Try it stays as it was', async () => {
  const { page, complaints, close } = await openRecording('', 'light', false);
  await page.locator('[data-testid=run]:not([disabled])').waitFor();
  await token(page, 2).click();
  await page.locator('.no-model').getByText('This recording comes without its models.').waitFor();
  await page.goto(`${app.url}?screen=try`);
  await page.getByText('No trained model in this tab yet').waitFor();
  expect(complaints).toEqual([]);
  await close();
});

it(
  'a live run shows its newest sample in sight, and what VM-CPT did to each section of a sequence',
  async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro', {
      viewport: { width: 1280, height: 800 },
    });
    await page.locator('[data-testid=run]:not([disabled])').click();
    const sample = page.getByTestId('live-sample');
    await sample.waitFor({ timeout: RUN_MS });
    const box = await sample.boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(800);
    await page.getByTestId('stage-vm-cpt').filter({ hasText: 'internalized' }).waitFor({ timeout: RUN_MS });
    await page.getByTestId('stage-vm-cpt').click();
    await page.getByRole('radio', { name: 'Training sequence' }).click();
    const row = page.getByTestId('loss-table').getByRole('row', { name: /^P policy/ });
    await row.locator('td').nth(2).waitFor({ timeout: RUN_MS });
    const [, base, after] = (await row.locator('td').allTextContents()).map(Number.parseFloat);
    expect(after).toBeLessThan(base);
    expect(complaints).toEqual([]);
    await close();
  },
  RUN_MS,
);
