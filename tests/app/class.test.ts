import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../../src/experiment/plan/config';
import { DEFAULT_PRESET, findPreset, type Preset, presetConfig } from '../../src/experiment/plan/presets';
import { encodeLink } from '../../src/experiment/share/share-link';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { tabTo } from '../support/keyboard';
import { layoutFaults } from '../support/layout';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const panel = (page: Page) => page.getByTestId('class-panel');
const figures = (page: Page) => page.getByTestId('class-figures').first();
const faults = (page: Page) => page.getByTestId('class-faults').locator('li').allInnerTexts();

/** The shortest experiment with a result: two steps of CoT SFT. */
function shortest(): ExperimentConfig {
  const micro = presetConfig(findPreset('micro') as Preset, 'cot-sft', 1);
  return {
    ...micro,
    dataset: { ...micro.dataset, policies: 1 },
    cotSft: { ...micro.cotSft, steps: 2, batch: 4 },
    evaluation: { perPolicy: 4, split: 'validation' },
  };
}

/** The teacher sets it up and makes the link of five seeds. */
async function makeLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByTestId('begin-class').click();
  await page.getByText('CoT SFT on ClevrPolicy-T, preset Micro: the setup of the Lab.').waitFor();
  const laptops = page.getByRole('textbox', { name: 'Laptops' });
  await laptops.fill('5');
  await laptops.press('Tab');
  await page.getByRole('button', { name: 'Make the class link' }).click();
  return page.getByRole('textbox', { name: 'Class link' }).inputValue();
}

/** A pupil opens the link, takes a seed, trains, and finds the result link. */
async function trains(
  app: App,
  link: string,
  seed: number | null,
): Promise<{ seed: number; result: string }> {
  const { page, complaints, close } = await openPage(app, link.slice(link.indexOf('#')));
  const card = page.getByTestId('class-card');
  await card.getByText('Your class trains together').waitFor();
  const field = card.getByRole('textbox', { name: 'Seed, 1 to 5' });
  if (seed !== null) {
    await field.fill(String(seed));
    await field.press('Tab');
  }
  const taken = Number(await field.inputValue());
  if (seed === 1) expect(await accessibilityViolations(page)).toEqual([]);
  await card.getByRole('button', { name: `Take seed ${taken}` }).click();
  const seat = page.getByTestId('seat');
  await seat.getByText(`this laptop has seed ${taken}`).waitFor();
  await runnable(page);
  await page.getByTestId('run').click();
  await statusLike(page, /^Finished/);
  // What is handed in outlasts the page, too.
  if (seed === 1) await page.reload();
  const result = seat.getByRole('textbox', { name: 'Result link' });
  await appears(page, 'the result link', result, RUN_MS);
  if (seed === 1) expect(await accessibilityViolations(page)).toEqual([]);
  expect(await seat.innerText()).not.toContain('does not fit');
  const address = await result.inputValue();
  expect(complaints).toEqual([]);
  await close();
  return { seed: taken, result: address };
}

async function paste(page: Page, text: string): Promise<void> {
  const field = panel(page).getByRole('textbox', { name: /^(Result links|Paste a class)/ });
  await field.fill(text);
  await page.getByTestId('add-results').click();
}

describe('a class', () => {
  it(
    'is given one link, and the teacher sees the mean of what comes back',
    async () => {
      const shared = await encodeLink({ config: shortest(), build: 'test', results: [] });
      const { page, complaints, close } = await openPage(app, shared);
      const link = await makeLink(page);

      // Two choose their seeds, one is dealt one by chance.
      const pupils = [await trains(app, link, 1), await trains(app, link, 2), await trains(app, link, null)];
      const last = pupils[2];
      const isSecond = last.seed <= 2;
      await paste(page, `Anna: ${pupils[0].result}`);
      await figures(page).getByText('1 of 5').waitFor();
      // Nobody can say how far one result is from the next.
      expect(await figures(page).innerText()).toMatch(/interval of the mean\s+–/);

      const { result } = pupils[1];
      await paste(page, [result, result.slice(0, -9), 'it does not work', result, link].join('\n'));
      await figures(page).getByText('2 of 5').waitFor();
      expect(await faults(page)).toEqual([
        expect.stringMatching(/^Line 2: .*cut off/),
        expect.stringMatching(/^Line 3: There is no result link in “it does not work”/),
        'Line 4: Seed 2 is in already, with the same result.',
      ]);
      // Two laptops may come to the same: then nobody can say either.
      const came = await page.getByTestId('class-result').locator('td:nth-of-type(1)').allInnerTexts();
      expect(came).toHaveLength(2);
      expect(await figures(page).innerText()).toMatch(
        came[0] === came[1] ? /interval of the mean\s+–/ : /interval of the mean\s+\d+ to \d+/,
      );
      expect(await accessibilityViolations(page)).toEqual([]);

      // The third is pasted onto the wall.
      await page.getByTestId('project').click();
      const wall = page.getByTestId('projector');
      await wall.waitFor();
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
      }, last.result);
      await wall
        .getByText(isSecond ? 'No result came in; 1 line brought none.' : '1 result came in.')
        .waitFor();
      expect(await wall.innerText()).toContain(isSecond ? '2 of 5' : '3 of 5');
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await wall.waitFor({ state: 'detached' });

      await page.reload();
      await figures(page)
        .getByText(isSecond ? '2 of 5' : '3 of 5')
        .waitFor();
      expect(await page.getByTestId('class-result').count()).toBe(isSecond ? 2 : 3);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    2 * RUN_MS,
  );

  it('marks results of other settings, and works by keyboard on a phone', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare', {
      viewport: { width: 390, height: 844 },
    });
    await tabTo(page, page.getByTestId('begin-class'));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Make the class link' }));
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Class link' }).waitFor();
    const kept = () => page.evaluate(() => localStorage.getItem('class-board') ?? '');
    await expect.poll(kept).toMatch(/^#3\.[\w-]+\n$/);

    const config = presetConfig(findPreset(DEFAULT_PRESET) as Preset, 'trimpi-poro-dapo', 4);
    const rl = { stage: 'rl', accuracy: 0.5, low: 0.4, high: 0.6, inContext: 0.7 } as const;
    await paste(page, await encodeLink({ config, build: 'another', results: [rl] }));
    const row = page.getByTestId('class-result');
    await row.getByText(/not counted: Version of the page: another instead of/).waitFor();
    await figures(page).getByText('0 of 30').waitFor();
    await page.getByText('Count the result that does not fit, too').click();
    await figures(page).getByText('1 of 30').waitFor();
    expect(await layoutFaults(page)).toEqual([]);
    expect(await accessibilityViolations(page)).toEqual([]);

    await row.getByRole('button', { name: 'Remove the result of seed 4' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
