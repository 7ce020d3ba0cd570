import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';
import { tabTo } from '../support/keyboard';
import { appears, runnable } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const field = (page: Page, name: string) => page.locator('.number-field').filter({ hasText: name }).first();

describe('the settings', () => {
  it('stand beside the presets, mark what differs from them, and say their limits', async () => {
    const { page, complaints, close } = await openPage(app, '', { viewport: { width: 1280, height: 800 } });
    await runnable(page);
    // What a visitor finds set up is where to begin.
    expect(await page.locator('.preset').first().innerText()).toContain('First run');
    expect(await page.getByRole('radio', { name: /^First run/ }).isChecked()).toBe(true);
    await page.getByText('Ready to run First run,').waitFor();
    await page.getByTestId('settings').click();
    const size = field(page, 'Responses per prompt');
    await appears(page, 'the group size', size);
    // Every number says what it does and what it may be.
    const facts = await page.locator('.hyper .number-field:has(input) .number-facts').allInnerTexts();
    expect(facts.length).toBeGreaterThan(10);
    for (const text of facts) expect(text).toMatch(/^\S.+ Allowed: \S+ to \S+/);
    for (const name of ['Clip range', 'KL weight', 'Responses per prompt', 'Replay', 'Updates per step']) {
      expect(await page.locator('.hyper').getByText(name).count(), name).toBeGreaterThan(0);
    }
    // In view, and not below the presets: both begin in the first screen.
    const top = (await page.locator('.hyper').boundingBox())?.y ?? Number.POSITIVE_INFINITY;
    expect(top).toBeLessThan(800);

    // No section goes on in the next column without its heading.
    const parts = await page
      .locator('.hyper fieldset')
      .evaluateAll((all) => all.map((one) => one.getClientRects().length));
    expect(parts.filter((count) => count !== 1)).toEqual([]);
    const help = (steps: Locator) => steps.locator('.number-facts').innerText();
    const steps = page.locator('.number-field').filter({ has: page.getByText('Steps', { exact: true }) });
    expect(await help(steps.first())).toMatch(/^Updates, /);
    expect(await help(steps.last())).toMatch(/^Each samples responses, /);

    expect(await page.locator('.number-field[data-changed]').count()).toBe(0);
    const box = size.getByRole('textbox');
    await box.fill('4');
    await box.press('Enter');
    await page.locator('.number-field[data-changed]').waitFor();
    expect(await size.innerText()).toMatch(/Preset: 8/);
    await box.fill('9999');
    await box.press('Enter');
    await size.getByText(/“9999” is not allowed: \d+ is used\./).waitFor();
    await page.locator('.setup-changed').getByRole('button', { name: 'Reset' }).click();
    expect(await page.locator('.number-field[data-changed]').count()).toBe(0);
    expect(await box.inputValue()).toBe('8');

    // Another preset never leaves the recording above it as if it were its own.
    await page.getByRole('radio', { name: /^First run/ }).press(' ');
    await page.getByText(/What you have set up, First run with .+ has not run here\./).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the charts of a stage', () => {
  it('have heads of one height in a row, with their buttons on the line of the title', async () => {
    const { page, complaints, close } = await openPage(app, '', { viewport: { width: 1280, height: 800 } });
    await appears(page, 'the charts', page.locator('.charts .chart').nth(5));
    const charts = await page.locator('.charts .chart').evaluateAll((all) =>
      all.map((chart) => {
        const top = (selector: string) => chart.querySelector(selector)?.getBoundingClientRect().top ?? 0;
        const { top: row } = chart.getBoundingClientRect();
        return {
          row: Math.round(row),
          plot: Math.round(top('.chart-plot')),
          values: top('.chart-values') - row,
          buttons: [...chart.querySelectorAll('.chart-toggle')].map(
            (button) => button.getBoundingClientRect().bottom - row,
          ),
        };
      }),
    );
    const rows = new Map(charts.map(({ row, plot }) => [row, plot]));
    expect(rows.size).toBeLessThan(charts.length);
    for (const { row, plot, values, buttons } of charts) {
      expect(plot).toBe(rows.get(row));
      for (const bottom of buttons) expect(bottom).toBeLessThanOrEqual(values + 1);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the words of the method', () => {
  it('are explained by focus, and put away by Escape', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=lab');
    await appears(page, 'a word that explains itself', page.locator('.explained-word').first());
    await tabTo(page, page.locator('.explained-word').first());
    await page.locator('.explained-note:popover-open').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.explained-note:popover-open').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
