import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, RECORDED, startApp } from '../support/app';
import { focusedStop, hasFocus, tabThrough, tabTo } from '../support/keyboard';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** The focus is somewhere, and it can be seen where. */
async function expectFocusKept(page: Page, after: string): Promise<void> {
  const stop = await focusedStop(page);
  expect(stop.nowhere, `after ${after} the focus is lost`).toBe(false);
  expect(stop.marked, `after ${after} the focus on ${stop.what} cannot be seen`).toBe(true);
}

async function press(page: Page, key: string, what: string): Promise<void> {
  await page.keyboard.press(key);
  await expectFocusKept(page, what);
}

/** Something of each screen that comes last, so that the screen is whole. */
const WHOLE = {
  lab: 'The paper behind it',
  rollouts: 'PolicyRollout',
  try: 'No trained model in this tab yet',
  compare: 'Runs over each other',
} as const;

describe('by keyboard alone', () => {
  it('every screen can be walked through, the focus in sight at every stop', {
    timeout: 300_000,
  }, async () => {
    const { page, complaints, close } = await openPage(app, '', { viewport: { width: 1280, height: 800 } });
    for (const [screen, last] of Object.entries(WHOLE)) {
      await page.goto(`${app.url}?screen=${screen}`);
      await appears(page, `“${last}”`, page.getByRole('heading', { name: last }));
      const stops = await tabThrough(page);
      expect(stops.length, screen).toBeGreaterThan(10);
      expect(stops[0].what).toMatch(/^a {2}“Skip to/);
      expect(
        stops.filter(({ marked }) => !marked).map(({ what }) => what),
        `${screen}: no mark`,
      ).toEqual([]);
      expect(
        stops.filter(({ inSight }) => !inSight).map(({ what }) => what),
        `${screen}: out of sight`,
      ).toEqual([]);
      // The order is that of the page's text: nothing jumps the queue.
      expect(await page.locator('[tabindex]:not([tabindex="0"], [tabindex="-1"])').count()).toBe(0);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it(
    'a run is started, stepped, paused, resumed and stopped; the focus stays on the button pressed',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro');
      await runnable(page);
      await page.keyboard.press('Tab');
      await press(page, 'Enter', 'the skip link');
      expect(await hasFocus(page.locator('#main > h2'))).toBe(true);
      await page.keyboard.press('Tab');
      const main = page.locator('.transport-buttons > button').first();
      expect(await hasFocus(main)).toBe(true);

      const step = page.getByTestId('step');
      await tabTo(page, step);
      await press(page, 'Enter', 'Step');
      await statusLike(page, /^Paused: VM-CPT, step 0/);
      await press(page, 'Enter', 'Step');
      await statusLike(page, /^Paused: VM-CPT, step 1/);
      expect(await hasFocus(step)).toBe(true);
      await tabTo(page, main, 'Shift+Tab');
      await press(page, 'Enter', 'Resume');
      await appears(page, 'Pause', page.getByTestId('pause'));
      await press(page, ' ', 'Pause');
      await statusLike(page, /^Paused/);
      expect(await hasFocus(main)).toBe(true);
      const stop = page.getByTestId('stop');
      await tabTo(page, stop);
      await press(page, 'Enter', 'Stop');
      await statusLike(page, /^Stopped/);
      expect(await hasFocus(stop)).toBe(true);

      const loss = page.getByRole('button', { name: 'Loss as a table' });
      await tabTo(page, page.getByTestId('stage-vm-cpt'));
      await press(page, 'Enter', 'a stage');
      await tabTo(page, loss);
      await press(page, 'Enter', 'a chart’s table');
      await tabTo(page, page.getByRole('region', { name: 'Loss, table' }));
      const examples = page.getByRole('listbox', { name: 'Examples' });
      await tabTo(page, examples);
      await press(page, 'ArrowRight', 'an arrow key among the examples');
      await press(page, 'Enter', 'choosing an example');
      expect(await examples.getByRole('option', { selected: true }).count()).toBe(1);
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );

  it('setup, recordings and notices: what goes from the page leaves the focus on the page', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=nonsense');
    const notice = page.getByRole('alert').filter({ hasText: 'There is no preset' });
    await appears(page, 'the notice', notice);
    await runnable(page);
    await tabTo(page, notice.getByRole('button', { name: 'Dismiss' }));
    await page.keyboard.press('Enter');
    await notice.waitFor({ state: 'detached' });
    await expectFocusKept(page, 'dismissing a notice');

    await tabTo(page, page.getByRole('combobox', { name: 'Run to show' }));
    await page.keyboard.press('ArrowDown');
    await appears(
      page,
      'another recording',
      page.locator('.shown-run').filter({ hasText: 'the base model reads the policy' }),
    );
    await tabTo(page, page.getByRole('radio', { name: /^First run Two/ }));
    await press(page, 'ArrowDown', 'choosing a preset');
    expect(await page.getByRole('radio', { name: /^Micro/ }).isChecked()).toBe(true);
    await tabTo(page, page.getByRole('radiogroup', { name: 'Method' }));
    await press(page, 'ArrowUp', 'choosing a method');
    await tabTo(page, page.getByRole('button', { name: 'Settings …' }));
    await press(page, 'Enter', 'opening the settings');
    const seed = page.getByRole('textbox', { name: 'Seed' });
    await tabTo(page, seed);
    await press(page, 'ArrowUp', 'the seed');
    expect(await seed.inputValue()).toBe('2');

    const again = page.getByRole('button', { name: 'Run it yourself' });
    await tabTo(page, again, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await again.waitFor({ state: 'detached' });
    await expectFocusKept(page, 'Run it yourself');
    expect(complaints).toEqual([]);
    await close();
  });

  it('rollouts: step, group, response, token and ratio are chosen with the arrow keys', async () => {
    const { page, complaints, close } = await openPage(app);
    await appears(page, 'the recording', page.getByText('A recording: '));
    await tabTo(page, page.getByRole('link', { name: 'Rollouts' }));
    await press(page, 'Enter', 'the link to Rollouts');
    await appears(page, 'the formulas', page.getByRole('heading', { name: 'PolicyRollout' }));
    const step = page.getByRole('slider', { name: 'RL step' });
    await tabTo(page, step);
    const newest = await step.inputValue();
    await press(page, 'ArrowLeft', 'an earlier step');
    expect(Number(await step.inputValue())).toBe(Number(newest) - 1);
    const choose = async (place: ReturnType<Page['locator']>, key: string, what: string) => {
      await tabTo(page, place);
      const before = await place.locator('[aria-selected="true"]').first().innerText();
      await press(page, key, what);
      await press(page, 'Enter', what);
      expect(await place.locator('[aria-selected="true"]').first().innerText(), what).not.toBe(before);
    };
    await choose(page.getByRole('listbox', { name: 'Groups of this step' }), 'ArrowDown', 'another group');
    const responses = page.getByRole('grid', { name: 'Responses of the group' });
    await tabTo(page, responses);
    await press(page, 'ArrowDown', 'another response');
    await press(page, 'ArrowDown', 'another response');
    const tokens = page.getByRole('listbox', { name: 'Tokens of the response' });
    await tabTo(page, tokens);
    await press(page, 'Home', 'the first token');
    await press(page, 'Enter', 'the first token');
    await appears(page, 'the first token taken apart', page.getByText(/^Token 1 of response/));
    const ratio = page.getByRole('slider', { name: /What if the ratio/ });
    await tabTo(page, ratio);
    for (let i = 0; i < 3; i++) await press(page, 'PageUp', 'a larger ratio');
    expect(Number(await ratio.inputValue())).toBeGreaterThan(1);
    const back = page.getByRole('button', { name: 'ρ = 1' });
    await tabTo(page, back);
    await press(page, 'Enter', 'the ratio put back');
    expect(await ratio.inputValue()).toBe('1');
    expect(complaints).toEqual([]);
    await close();
  });

  it('compare: runs are chosen, renamed, taken off, brought back and exported', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    const rows = page.getByTestId('run-row');
    await appears(page, 'the recorded runs', rows.nth(RECORDED - 1));
    const [first, second] = [rows.nth(0), rows.nth(1)];
    for (const row of [first, second]) {
      await tabTo(page, row.getByRole('checkbox'));
      await press(page, ' ', 'choosing a run');
    }
    await appears(page, 'what differs', page.getByTestId('differences'));
    await tabTo(page, second.getByRole('button', { name: /^Rename/ }));
    await page.keyboard.press('Enter');
    await appears(page, 'the name’s field', page.getByRole('textbox', { name: 'Name of the run' }));
    await expectFocusKept(page, 'Rename');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    await appears(page, 'the new name', second.getByText('By keyboard'));
    await expectFocusKept(page, 'a new name');
    expect(await hasFocus(second)).toBe(true);

    await tabTo(page, second.getByRole('button', { name: /^Export/ }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await appears(page, 'the export dialog', dialog);
    await tabTo(page, dialog.getByRole('button', { name: 'JSON' }));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await appears(page, 'the focus on Export again', second.locator('button:focus'));

    await tabTo(page, second.getByRole('button', { name: /^Take .* off the list/ }));
    await page.keyboard.press('Enter');
    await appears(page, 'Undo with the focus', page.locator('.compare-said button:focus'));
    await page.keyboard.press('Enter');
    await appears(page, 'the run back', rows.nth(RECORDED - 1));
    await expectFocusKept(page, 'Undo');
    expect(complaints).toEqual([]);
    await close();
  });
});
