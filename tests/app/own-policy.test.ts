import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { OWN_POLICY } from '../support/own-policy';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

describe('a policy of the visitor’s own', () => {
  it(
    'is taught by one press, survives a reload, trains, and is asked',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro&method=cot-sft&screen=try');
      const card = page.getByTestId('own-policy');
      await page.getByRole('radio', { name: 'Text', exact: true }).press(' ');
      await page.getByRole('textbox', { name: 'Policy as text' }).fill(OWN_POLICY);
      await page.getByTestId('policy-errors').getByText('No errors').waitFor();
      await page.getByTestId('teach').press('Enter');

      // The Lab has it set up, alone, with the focus on it.
      await appears(page, 'the own policy in the Lab', card.getByText('Your policy: L1-Bazu'));
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('own-policy-title');
      await page.getByText('your own, L1-Bazu, N = 1 layers, 2 cases', { exact: true }).waitFor();
      await card.getByRole('radio', { name: 'Beside 1 named one' }).press(' ');
      await page.getByText(/^your own, L1-Bazu.*beside it 1 named one/).waitFor();
      await card.getByRole('radio', { name: 'Alone' }).press(' ');
      await card.getByText('Its text').press('Enter');
      expect(await card.locator('pre').innerText()).toContain('a cyan object');
      expect(await accessibilityViolations(page)).toEqual([]);

      await page.waitForURL(/dataset\.own=1\./);
      await page.reload();
      await appears(page, 'the own policy after a reload', card.getByText('Your policy: L1-Bazu'));

      await runnable(page);
      await card.getByText(/Teaching it takes .* here/).waitFor();
      await page.getByTestId('run').press('Enter');
      await statusLike(page, /^Finished/);

      // The trained model is asked about it, and has met it.
      await page.getByRole('link', { name: 'Try it' }).click();
      await page.getByTestId('answer-card').nth(1).waitFor({ timeout: RUN_MS });
      await page.getByText('What does L1-Bazu say about this scene?').waitFor();
      expect(await page.getByText('Never met.').count()).toBe(0);
      expect(await page.locator('optgroup[label="Of this run"]').innerText()).toContain('L1-Bazu');

      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );

  it('travels by link: a fresh profile names it, shows its text and starts nothing', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
    await page.getByRole('radio', { name: 'Text', exact: true }).press(' ');
    await page.getByRole('textbox', { name: 'Policy as text' }).fill(OWN_POLICY);
    await page.getByTestId('policy-errors').getByText('No errors').waitFor();
    await page.getByTestId('teach').press('Enter');
    await page.getByTestId('own-policy').waitFor();
    await page.getByRole('button', { name: 'Share' }).first().click();
    await page.getByRole('radio', { name: 'The setup' }).press(' ');
    await page.getByText('Micro, own policy L1-Bazu, seed 1. The link holds').waitFor();
    const link = await page.getByTestId('share-link').inputValue();
    expect(complaints).toEqual([]);
    await close();

    const other = await openPage(app, new URL(link).hash);
    await other.page.getByTestId('link-changes').getByText('Own policy: L1-Bazu instead of none.').waitFor();
    await other.page.getByText('The text of its own policy').click();
    await other.page.getByText('a cyan object').waitFor();
    expect(await accessibilityViolations(other.page)).toEqual([]);
    await other.page.getByRole('button', { name: 'Set it up' }).click();
    await appears(other.page, 'the own policy of the link', other.page.getByTestId('own-policy'));
    await other.page.getByRole('button', { name: 'Leave it out' }).click();
    await other.page.getByTestId('own-policy').waitFor({ state: 'detached' });
    expect(other.complaints).toEqual([]);
    await other.close();
  });

  it('says in a sentence what is wrong with one that was damaged, or has a case that no scene reaches', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&dataset.own=1.AAAA');
    await page.getByText('Its policy was cut off or changed on its way.').waitFor();
    expect(await page.getByTestId('own-policy').count()).toBe(0);

    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('radio', { name: 'Text', exact: true }).press(' ');
    await page.getByRole('textbox', { name: 'Policy as text' }).fill(`Policy L2-Bazu

# Condition 1
If there is a small object in the image, respond with Case 1.
Otherwise, go to Condition 1.2.

# Condition 1.2
If there is a large object in the image, respond with Case 2.
Otherwise, respond with Case 5.
`);
    await page.getByText('No scene leads to Case 5: it is neither trained nor measured.').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByTestId('teach').press('Enter');
    const card = page.getByTestId('own-policy');
    await appears(page, 'the own policy on a phone', card.getByText('No scene leads to Case 5'));
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
    await close();
  });
});
