import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { appears, RUN_MS, runnable, statusLike, stepUntil } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const option = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const cards = (page: Page) => page.getByTestId('answer-card');
/** An argument that does not have its full score; the first row is the tool's name. */
const WRONG_ARGUMENT = '.inspector .gta-parts tbody tr:nth-child(n+2)[data-full=false]';

/** Leafs through the examples of the inspector, all stages of the run, until one calls with a wrong argument. */
async function findWrongArgument(page: Page): Promise<void> {
  for (const prompt of ['Policy in prompt', 'No policy']) {
    await option(page, prompt).click();
    await option(page, 'Wrong').click();
    const items = page.locator('.inspector [role=listbox] [role=option]');
    for (let i = 0; i < (await items.count()); i++) {
      await items.nth(i).click();
      if ((await page.locator(WRONG_ARGUMENT).count()) > 0) return;
    }
  }
  throw new Error('No example of the stage has a call with a wrong argument.');
}

/** Waits until every model that is asked has answered the question as it stands. */
async function allAnswered(page: Page): Promise<void> {
  const waiting = page.locator('[data-testid=answer-card][data-stale], .answer-verdict.faint');
  await appears(page, 'an answer', page.locator('.answer-verdict:not(.faint)'), RUN_MS);
  await page.waitForFunction(
    (selector) => document.querySelectorAll(selector).length === 0,
    '[data-testid=answer-card][data-stale], .answer-verdict.faint',
    { timeout: RUN_MS },
  );
  expect(await waiting.count()).toBe(0);
}

const rightAnswer = (page: Page) => page.locator('.right-answer strong').innerText();

describe('policies about tools', () => {
  it(
    'are chosen, trained step by step, inspected, tried with another user and shared',
    async () => {
      const { page, complaints, close } = await openPage(app, '');
      await runnable(page);
      await option(page, 'GTAPolicy').click();
      await page.getByText('Data: GTAPolicy').waitFor();
      await page.getByRole('radio', { name: /^Micro, tools/ }).click({ force: true });
      await page
        .locator('.method')
        .filter({ has: page.getByText('CoT SFT', { exact: true }) })
        .click();
      // One policy of one depth: there is nothing to set.
      await page.getByRole('button', { name: 'Settings …' }).click();
      await page.getByRole('textbox', { name: 'Calls with reasoning' }).waitFor();
      expect(await page.getByRole('textbox', { name: /^Layers|^Policies/ }).count()).toBe(0);
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByTestId('settings').click();

      await page.getByTestId('step').click();
      await statusLike(page, /^Paused: CoT SFT, step 0/);
      await stepUntil(page, /^Paused: CoT SFT, step 1/, 2);
      await option(page, 'Training sequence').click();
      await appears(page, 'a sequence', page.locator('.sequence-words'), RUN_MS);
      await page.getByTestId('resume').click();
      await statusLike(page, /^Finished/);

      // What a call earns, part by part, beside those who do not know the rules.
      const measured = page.locator('.call-accuracies');
      await appears(page, 'the accuracies of calls', measured);
      expect(await measured.innerText()).toMatch(/OCR reversed[\s\S]*Right tool, random version/);
      await page.locator('.base-skills').getByText('does a board show mathematics?').waitFor();
      await option(page, 'Answers').click();
      await findWrongArgument(page);
      expect(await page.locator('.inspector .gta-parts tfoot').innerText()).toMatch(/Accuracy.*0/s);
      await page.locator('.inspector .gta-profile').waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);

      // Another user gets another version; what each model calls follows, with the policy in its prompt and without.
      await link(page, 'Try it').click();
      await option(page, 'GTAPolicy').click();
      await page.getByLabel('Kind of query').selectOption({ label: 'What does the board say?' });
      await option(page, 'Word').click();
      await page.getByText('Also with the policy put back').click();
      await option(page, 'A').click();
      const age = page.getByRole('textbox', { name: 'Age' });
      const credits = page.getByRole('textbox', { name: 'Credits' });
      await age.fill('40');
      await credits.fill('100');
      await credits.press('Enter');
      await page.locator('.right-answer').getByText('OCR_v5').waitFor();
      await allAnswered(page);
      expect(await cards(page).count()).toBe(3);
      await credits.fill('600');
      await credits.press('Enter');
      await page.locator('.right-answer').getByText('OCR_v4').waitFor();
      await allAnswered(page);
      const prompts = await cards(page).evaluateAll((all) =>
        all.map((card) => [
          card.querySelector('.answer-prompt')?.textContent,
          Number.parseInt(card.querySelector('.answer-facts dd')?.textContent ?? '', 10),
        ]),
      );
      expect(prompts.map(([prompt]) => String(prompt).startsWith('reads'))).toEqual([true, false, true]);
      expect(prompts[0][1]).toBeGreaterThan(2 * Number(prompts[1][1]));

      // A rule changed in its tree changes what is right.
      await page.getByRole('button', { name: /^OCR_v4 \(on the right path\)/ }).click();
      await page.getByLabel('These users get').selectOption('OCR_v2');
      await page.locator('.right-answer').getByText('OCR_v2').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.right-answer').getByText('OCR_v4').waitFor();
      await allAnswered(page);
      expect(await accessibilityViolations(page)).toEqual([]);
      const answer = await rightAnswer(page);
      await page.getByTestId('copy-question').click();
      await page.waitForURL(/[?&]ask=/);
      const address = new URL(page.url()).search;
      expect(complaints).toEqual([]);
      await close();

      // Nothing is trained in the other profile: the base reads the policy and answers the same question.
      const other = await openPage(app, address);
      await appears(other.page, 'the question', other.page.locator('.right-answer').getByText(answer));
      expect(await other.page.getByRole('textbox', { name: 'Credits' }).inputValue()).toBe('600');
      expect(await option(other.page, 'GTAPolicy').getAttribute('aria-checked')).toBe('true');
      await allAnswered(other.page);
      expect(other.complaints).toEqual([]);
      await other.close();
    },
    2 * RUN_MS,
  );

  it('fit a phone, in both themes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints, close } = await openPage(app, '?preset=gta-micro&screen=try', {
        viewport: { width: 390, height: 844 },
        colorScheme,
      });
      await option(page, 'GTAPolicy').click();
      await page.getByRole('heading', { name: 'User and query' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await option(page, 'Beat the model').click();
      await page.getByRole('region', { name: 'Your round' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    }
  });
});
