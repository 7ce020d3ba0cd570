import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { saved } from '../support/files';
import { tabTo } from '../support/keyboard';
import { layoutFaults, lowTargets } from '../support/layout';
import { appears, RUN_MS } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const rows = (page: Page) => page.getByRole('grid', { name: 'Responses of the group' }).getByRole('row');
const advantages = (page: Page) => page.locator('.group-table .advantage').allInnerTexts();
const tokens = (page: Page) => page.locator('.response-token');

/** The number of a response with a wrong answer, from 1. */
async function wrongResponse(page: Page): Promise<number> {
  const marks = page.locator('.group-table .group-answer');
  for (let i = 0; i < (await marks.count()); i++) {
    if ((await marks.nth(i).getAttribute('data-right')) === 'false') return i + 1;
  }
  throw new Error('All answers of the group are right.');
}

describe('a rewritten response', () => {
  it(
    'moves rewards, advantages and terms, is judged by a model, and leaves no trace in the record',
    async () => {
      const { page, complaints, close } = await openPage(app, '?screen=rollouts');
      await page.getByTestId('rewrite').waitFor();
      const before = await advantages(page);
      const number = await wrongResponse(page);
      await rows(page).nth(number).click();
      const gold = await page.locator('.group-facts strong').first().innerText();
      await tokens(page).filter({ hasText: 'boxed' }).click();
      const instead = page.getByRole('list', { name: 'Tokens that fit' });
      await instead.getByRole('button', { name: `\\boxed{${gold}}` }).click();

      const banner = page.getByTestId('edited');
      await banner.getByText(`Response ${number} earns 1.00 instead of`).waitFor();
      expect(await rows(page).nth(number).innerText()).toContain(', edited');
      const after = await advantages(page);
      expect(after[number - 1]).toMatch(/^\+|^0\.00/);
      expect(after.every((advantage, i) => advantage !== before[i])).toBe(true);
      await page.getByText('edited: these numbers never trained anything').waitFor();
      // The page's own base answers here: recordings come to tests without their models.
      await appears(
        page,
        'the base to judge it',
        page.getByText('those of the base model, as it is now'),
        RUN_MS,
      );
      expect(await tokens(page).filter({ hasText: '–' }).count()).toBe(0);
      expect(await accessibilityViolations(page)).toEqual([]);

      // Undone, everything is as it was; what is exported never was anything else.
      await page.getByRole('button', { name: 'Leave it out' }).click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await banner.getByText(`Response ${number} earns 1.00`).waitFor();
      await page.getByRole('link', { name: 'Compare' }).click();
      const row = page.getByTestId('run-row').filter({ hasText: 'TriMPI w/ PoRo-DAPO, Quick, seed 1' });
      await row.getByRole('button', { name: /^Export/ }).click();
      const json = await saved(
        page,
        page.getByRole('dialog').getByRole('button', { name: 'JSON', exact: true }),
      );
      const published = await page.evaluate(async () => {
        const [{ file }] = await (await fetch('runs/index.json')).json();
        return (await fetch(`runs/${file}`)).json();
      });
      expect(JSON.parse(json.bytes.toString()).rollouts).toEqual(published.rollouts);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Rollouts' }).click();
      await page.getByRole('button', { name: 'Back to the record' }).click();
      await banner.waitFor({ state: 'detached' });
      expect(await advantages(page)).toEqual(before);
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );

  it('is made by keyboard and on a phone', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=rollouts', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      colorScheme: 'dark',
    });
    await page.getByTestId('rewrite').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Cut from here on' }));
    await page.keyboard.press('Enter');
    await page.getByTestId('edited').waitFor();
    await tabTo(page, page.getByRole('radio', { name: 'Behind' }).locator('..'), 'Shift+Tab');
    // What sticks lies over what has scrolled under it.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await layoutFaults(page)).toEqual([]);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect((await lowTargets(page)).filter((target) => /^(button|rewrite)/.test(target))).toEqual([]);
    await tabTo(page, page.getByRole('button', { name: 'Undo' }));
    await page.keyboard.press('Enter');
    await page.getByTestId('edited').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });
});
