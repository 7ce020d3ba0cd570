import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { focusedStop, hasFocus, tabTo } from '../support/keyboard';
import { layoutFaults } from '../support/layout';
import { appears } from '../support/waiting';

/** The published run of GTAPolicy: its states need no training. */
const [recording] = readdirSync('public/runs')
  .filter((name) => name.startsWith('gta-') && name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`public/runs/${name}`, 'utf8')) as { title: string });

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const COLOURS = ['color-contrast', 'link-in-text-block'];

async function showRecording(page: Page): Promise<void> {
  const choice = page.getByTestId('run-choice');
  await choice.locator('option', { hasText: recording.title }).waitFor({ state: 'attached' });
  await choice.selectOption({ label: recording.title });
  await appears(page, 'the calls', page.locator('.call-accuracies'));
  await appears(page, 'the inspector', page.locator('.inspector .gta-parts'));
}

async function expectNoFaults(page: Page, state: string, theme: 'light' | 'dark'): Promise<void> {
  const rules = theme === 'dark' ? COLOURS : undefined;
  expect(await accessibilityViolations(page, rules), `${state}, ${theme}`).toEqual([]);
  expect(await layoutFaults(page), `${state}, ${theme}`).toEqual([]);
}

describe('a run about tools', () => {
  it.each(['light', 'dark'] as const)(
    'is read on a phone, %s: Lab, inspector, Try it',
    {
      timeout: 240_000,
    },
    async (colorScheme) => {
      const { page, complaints, close } = await openPage(app, '', {
        viewport: { width: 390, height: 844 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      await showRecording(page);
      await expectNoFaults(page, 'Lab', colorScheme);
      await page.goto(`${app.url}?screen=try`);
      await page.getByRole('radio', { name: 'GTAPolicy', exact: true }).click();
      await appears(page, 'the user', page.getByRole('heading', { name: 'User and query' }));
      await expectNoFaults(page, 'Try it', colorScheme);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('is chosen, inspected and asked by keyboard alone', { timeout: 300_000 }, async () => {
    const { page, complaints, close } = await openPage(app, '', { viewport: { width: 1280, height: 800 } });
    const press = async (key: string, what: string) => {
      await page.keyboard.press(key);
      const stop = await focusedStop(page);
      expect(stop.nowhere, `after ${what} the focus is lost`).toBe(false);
      expect(stop.marked, `after ${what} the focus on ${stop.what} cannot be seen`).toBe(true);
    };
    await showRecording(page);
    const examples = page.getByRole('listbox', { name: 'Examples' });
    const rule = page.getByRole('figure', { name: /^Rule of \w+ as a tree$/ });
    await tabTo(page, examples);
    // Half of the tools have a rule.
    for (let i = 0; i < 6 && (i === 0 || (await rule.count()) === 0); i++) {
      await press('ArrowRight', 'another call');
      await press('Enter', 'choosing a call');
    }
    await tabTo(page, rule);

    const toTry = page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Try it' });
    await tabTo(page, toTry, 'Shift+Tab');
    await press('Enter', 'the link to Try it');
    await appears(page, 'Try it', page.getByRole('radiogroup', { name: 'Data set to ask about' }));
    const tasks = page.getByRole('radiogroup', { name: 'Data set to ask about' });
    const gta = page.getByRole('radio', { name: 'GTAPolicy', exact: true });
    await tabTo(page, tasks);
    for (let i = 0; i < 3 && !(await hasFocus(gta)); i++) await press('ArrowRight', 'another data set');
    if ((await gta.getAttribute('aria-checked')) !== 'true') await press(' ', 'choosing the tools');
    await appears(page, 'the user', page.getByRole('heading', { name: 'User and query' }));

    const kind = page.getByLabel('Kind of query');
    await tabTo(page, kind);
    await page.keyboard.type('What does the board');
    const account = page.getByRole('radiogroup', { name: 'Account type' });
    await tabTo(page, account, 'Shift+Tab');
    const credits = page.getByRole('textbox', { name: 'Credits' });
    await tabTo(page, credits);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('100');
    await press('Enter', 'the credits');
    const right = page.locator('.right-answer strong');
    await appears(page, 'the version of few credits', right.filter({ hasText: /^(OCR_v5|MathOCR)/ }));
    const before = await right.innerText();
    const node = page.getByRole('button', { name: /\(on the right path\)/ }).first();
    await tabTo(page, node);
    await press('Enter', 'a place of the rule');
    const swap = page.getByRole('button', { name: 'Swap yes and no' });
    await tabTo(page, swap);
    await press('Enter', 'the swap');
    await expect.poll(() => right.innerText()).not.toBe(before);
    await tabTo(page, page.getByRole('button', { name: 'Undo' }), 'Shift+Tab');
    await press('Enter', 'Undo');
    await expect.poll(() => right.innerText()).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });
});
