import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/experiment/record/run-record';
import { type App, accessibilityViolations, openPage, RECORDED, startApp } from '../support/app';
import { imported } from '../support/files';
import { appears } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const scroller = (page: Page) => page.getByRole('region', { name: 'Results by method, table' });
const choice = (page: Page) => page.getByLabel('Settings of the table');

/** Names of the tables on record, once they are there. */
async function onRecord(page: Page): Promise<string[]> {
  const names = choice(page).locator('option', { hasText: 'on record' });
  await names.first().waitFor({ state: 'attached' });
  return names.allInnerTexts();
}

describe('the tables of the Compare screen', () => {
  it('fit on a desktop, whichever is chosen, and have names of their own', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare', {
      viewport: { width: 1280, height: 900 },
    });
    const names = await onRecord(page);
    expect(names.length).toBeGreaterThan(3);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      await choice(page).selectOption({ label: name });
      const beyond = await scroller(page).evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(beyond, name).toBeLessThanOrEqual(0);
      // Nothing to scroll: no stop for the keyboard.
      expect(await scroller(page).getAttribute('tabindex'), name).toBeNull();
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('scroll on a phone beside their first column, and show that there is more', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare', PHONE);
    const [name] = await onRecord(page);
    await choice(page).selectOption({ label: name });
    for (const table of ['Results by method, table', 'Differences by seed, table']) {
      const region = page.getByRole('region', { name: table });
      const frame = page.locator('.wide-table', { has: region });
      await frame.and(page.locator('[data-after]:not([data-before])')).waitFor();
      expect(await region.getAttribute('tabindex'), table).toBe('0');
      const place = () =>
        region
          .locator('tbody th')
          .first()
          .evaluate((cell) => cell.getBoundingClientRect().left);
      const before = await place();
      await region.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
      await frame.and(page.locator('[data-before]:not([data-after])')).waitFor();
      expect(await place(), table).toBeCloseTo(before, 0);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('tell a run that was taken off the list from one that was never run', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    const rows = page.getByTestId('run-row');
    await appears(page, 'the recorded runs', rows.nth(RECORDED - 1));
    const list = await choice(page)
      .locator('option', { hasText: /^Quick, \d+ runs of the list/ })
      .innerText();
    await choice(page).selectOption({ label: list });
    const direct = scroller(page).getByRole('row', { name: /^Direct SFT/ });
    await page.getByRole('button', { name: /^Take Direct SFT/ }).click();
    await appears(page, 'what became of it', direct.getByText('removed from the list'));
    while ((await rows.count()) > 0) await rows.first().getByRole('button', { name: /^Take/ }).click();
    await appears(page, 'the empty list', page.getByText('No runs in the list.'));
    await page.getByRole('button', { name: `Bring ${RECORDED} recorded runs back` }).click();
    await appears(page, 'the runs again', rows.nth(RECORDED - 1));
    await appears(page, 'its result again', direct.getByText(/^\d+\.\d\s%/));
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the address of the Compare screen', () => {
  it('draws the interval of a result of 0 %', async () => {
    const runs = ['sparse-trimpi-grpo-1', 'sparse-trimpi-poro-grpo-1'];
    const results = runs.flatMap((id) => {
      const { stages } = JSON.parse(readFileSync(`public/runs/${id}.json`, 'utf8')) as RunRecord;
      return stages.slice(1).map(({ evaluation }) => evaluation?.endTask?.value);
    });
    expect(results).toContain(0);
    const { page, complaints, close } = await openPage(app, `?screen=compare&runs=${runs.join(',')}`);
    const chart = page.getByRole('img', { name: /^Internalized, after each stage/ });
    await chart.waitFor();
    expect(await chart.locator('.recharts-errorBar').count()).toBe(results.length);
    expect(complaints).toEqual([]);
    await close();
  });

  it('opens a table and any runs over each other, and nothing moves meanwhile', async () => {
    const { page, complaints, close } = await openPage(app, null, { viewport: { width: 1280, height: 900 } });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((seen) => {
        for (const entry of seen.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${app.url}?screen=compare`);
    await appears(page, 'the recorded runs', page.getByTestId('run-row').nth(RECORDED - 1));
    // Many seeds come first, and what came after them has not changed that.
    expect(await choice(page).locator('option:checked').innerText()).toMatch(/^Quick, 5 seeds on record/);
    const moved = await page.evaluate(() =>
      (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
    );
    expect(moved).toBeLessThan(0.1);

    for (const name of ['TriMPI w/ GRPO, Quick', 'TriMPI w/ DAPO, Quick', 'CoT SFT, Quick']) {
      const row = page.getByTestId('run-row').filter({ hasText: name }).first();
      await row.getByRole('checkbox').press(' ');
    }
    await choice(page).selectOption({ label: (await onRecord(page))[1] });
    const chosen = await choice(page).inputValue();
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('table')).toBe(chosen);
    expect(searchParams.get('runs')?.split(',')).toHaveLength(3);

    await page.reload();
    const legend = page.getByRole('list', { name: 'Runs compared' });
    await appears(page, 'the legend of three', legend.getByRole('listitem').nth(2));
    expect(await choice(page).inputValue()).toBe(chosen);
    await page.locator('.run-charts .recharts-line').nth(2).waitFor({ state: 'attached' });
    await page.locator('.run-charts .frame-plot').last().hover();
    expect(await page.getByTestId('run-hover').getByRole('listitem').count()).toBe(3);

    const accuracy = scroller(page).getByRole('button', { name: /^Accuracy/ });
    const first = scroller(page).locator('tbody tr').first();
    const before = await first.innerText();
    await accuracy.click();
    const sorted = (await scroller(page).locator('.main-accuracy').allInnerTexts()).map(Number.parseFloat);
    expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
    await accuracy.click();
    await accuracy.click();
    expect(await first.innerText()).toBe(before);
    expect(await accessibilityViolations(page)).toEqual([]);

    await page.goto(`${app.url}?screen=compare&runs=nobody-has-this`);
    await appears(page, 'what is missing', page.getByText('The address names a run that this browser'));
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the list of runs', () => {
  it('says once what a run is, unless it has a name of its own', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    const row = page.getByTestId('run-row').filter({ hasText: 'In-Context, Quick, seed 1' });
    await appears(page, 'the run', row);
    expect((await row.innerText()).match(/In-Context/g)).toHaveLength(1);
    await row.getByRole('button', { name: /^Rename/ }).click();
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('Where we begin');
    await page.keyboard.press('Enter');
    await appears(page, 'the name', row.getByText('Where we begin'));
    expect(await row.innerText()).toContain('In-Context, Quick, seed 1');
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows whole rows, twenty before all are asked for, and the last column in line', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare', {
      viewport: { width: 1280, height: 900 },
    });
    const rows = page.getByTestId('run-row');
    await appears(page, 'the recorded runs', rows.nth(RECORDED - 1));
    const record = JSON.parse(readFileSync('public/runs/quick-in-context-1.json', 'utf8')) as RunRecord;
    const copies = Array.from({ length: 22 - RECORDED }, (_, i) => ({
      name: `copy-${i}.json`,
      bytes: Buffer.from(
        JSON.stringify({ ...record, id: `copy-${i}`, config: { ...record.config, seed: i + 2 } }),
      ),
    }));
    await imported(page, ...copies);
    await appears(page, 'how many there are', page.getByText('20 of 22 runs.'));
    expect(await rows.count()).toBe(20);
    const list = page.locator('.run-rows');
    expect(await list.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    expect(await rows.count()).toBe(22);
    await page.getByRole('button', { name: 'Show fewer' }).waitFor();
    const lefts = await page
      .locator('.row-actions')
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().left));
    expect(new Set(lefts).size).toBe(1);
    // Nothing is laid over each other unasked.
    expect(new URL(page.url()).searchParams.has('runs')).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  it('opens a run on the other screens, from where all runs are a choice away', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    const row = page.getByTestId('run-row').filter({ hasText: 'Direct SFT, Quick, seed 1' });
    await appears(page, 'the run', row);
    const result = await row.locator('strong').innerText();
    await row.getByRole('button', { name: /in the Lab$/ }).click();
    await appears(page, 'its result', page.getByTestId('headline-internalized').getByText(result));
    const choice = page.getByRole('combobox', { name: 'Run to show' });
    expect(await choice.locator('option:checked').innerText()).toBe('Direct SFT, Quick, seed 1');
    await choice.selectOption({ label: 'In-Context, Quick, seed 1' });
    await appears(page, 'another', page.locator('.shown-run').getByText('the base model reads the policy'));
    await page.getByRole('link', { name: 'Rollouts' }).click();
    await appears(page, 'that it has none', page.getByRole('heading', { name: 'This run has no rollouts' }));
    await page.getByRole('button', { name: /^Open the recording/ }).click();
    await appears(page, 'rollouts', page.getByRole('heading', { name: 'PolicyRollout' }));
    expect(complaints).toEqual([]);
    await close();
  });

  it('refuses a file in a notice that can be put away', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    await appears(page, 'the recorded runs', page.getByTestId('run-row').nth(RECORDED - 1));
    await imported(page, { name: 'other.json', bytes: Buffer.from('{"version":2}') });
    const alert = page.getByRole('alert').filter({ hasText: 'other.json: ' });
    await appears(page, 'the refusal', alert);
    expect(await alert.getAttribute('data-tone')).toBe('failure');
    expect(await accessibilityViolations(page)).toEqual([]);
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    await alert.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });

  it('has targets for fingers, and deleting apart from the others', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare', PHONE);
    const row = page.getByTestId('run-row').first();
    await appears(page, 'a run', row);
    const boxes = await row
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON()));
    expect(boxes).toHaveLength(6);
    for (const { width, height } of boxes) expect(Math.min(width, height)).toBeGreaterThanOrEqual(40);
    const [download, trash] = boxes.slice(-2);
    expect(trash.left - download.right).toBeGreaterThanOrEqual(8);
    expect(complaints).toEqual([]);
    await close();
  });
});
