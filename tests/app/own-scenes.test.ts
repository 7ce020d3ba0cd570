import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/random/stream';
import { CLEVR_FRAME } from '../../src/scene/camera';
import { sceneToJson } from '../../src/scene/clevr-json';
import { sampleScene, sceneOf } from '../../src/scene/sampler';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { OWN_POLICY } from '../support/own-policy';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const random = RandomStream.of(1);
const official = Array.from({ length: 12 }, () => sceneToJson(sampleScene(random, { frame: CLEVR_FRAME })));
const attributes = { size: 'small', color: 'red', material: 'metal', shape: 'cube' } as const;
/** Its only object stands at the edge of CLEVR's field. */
const unseen = sceneToJson(sceneOf([{ ...attributes, x: 3, y: 3, rotation: 0 }]));

async function open(page: Page, name: string, scenes: readonly unknown[]) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open …' }).click();
  const content = Buffer.from(JSON.stringify({ info: {}, scenes }));
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: content });
  await page.getByTestId('file-bar').getByText(name).waitFor();
}

describe('scenes of the visitor’s own', () => {
  it(
    'are the evaluation set of a policy that was taught: a CLEVR file, and scenes that were kept',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro&method=cot-sft&screen=try');
      await page.getByRole('radio', { name: 'Text', exact: true }).press(' ');
      await page.getByRole('textbox', { name: 'Policy as text' }).fill(OWN_POLICY);
      await page.getByTestId('policy-errors').getByText('No errors').waitFor();
      await page.getByTestId('teach').press('Enter');
      await page.getByTestId('own-policy').waitFor();
      await runnable(page);
      await page.getByTestId('run').press('Enter');
      await statusLike(page, /^Finished/);
      await page.getByRole('link', { name: 'Try it' }).click();

      // The drawn test split is what a run is evaluated on by itself.
      const panel = page.getByTestId('set-panel');
      await panel.getByText('own policy L1-Bazu').waitFor();
      const table = panel.getByTestId('set-table');
      await table
        .getByText(/of 8, 95.% interval/)
        .first()
        .waitFor();
      expect(await panel.getByTestId('evaluate-set').count()).toBe(0);

      await open(page, 'CLEVR_val_scenes.json', official);
      await panel.getByRole('radio', { name: 'CLEVR_val_scenes.json (12)' }).press(' ');
      await panel.getByText('only seen scenes that this page made up').waitFor();
      const evaluate = panel.getByTestId('evaluate-set');
      await panel.getByRole('button', { name: 'Evaluate on these 12 scenes' }).press('Enter');
      const result = panel.getByTestId('set-result');
      await appears(page, 'the result on the file', result, RUN_MS);
      const said = await result.innerText();
      expect(said).toMatch(
        /12 scenes with \d+ objects\. The close-up camera shows \d+ of them, cuts off \d+/,
      );
      const cells = await table.locator('tbody tr').allInnerTexts();
      expect(cells.map((cell) => cell.split('\t')[0].trim())).toEqual([
        'Base, policy in the prompt',
        'CoT SFT, no policy',
        'CoT SFT, policy in the prompt',
        'Always the commonest case',
      ]);
      for (const cell of cells.slice(0, 3)) expect(cell).toMatch(/of 1[0-2], 95.% interval/);
      await result.getByRole('button', { name: 'Accuracy per case' }).press('Enter');
      const cases = await result.getByTestId('set-cases').locator('tbody tr').allInnerTexts();
      expect(cases.map((cell) => cell.split('\t')[0].trim())).toEqual(['Case 3', 'Case 7']);
      await result.getByRole('button', { name: /^Every answer, \d+ wrong/ }).press('Enter');
      await result
        .getByTestId('all-answers')
        .getByText(/CoT SFT: \d+ of 1[0-2] right/)
        .waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);

      // An answer leads to its scene in the editor.
      const first = result.locator('.set-about').first();
      const name = /Scene (\d+)/.exec(await first.innerText())?.[1];
      await first.getByRole('button', { name: 'Show above' }).press('Enter');
      await page.getByTestId('file-bar').getByText(`Scene ${name}, drawn by this page`).waitFor();

      // What is saved names the file, and counts what the table shows.
      const download = page.waitForEvent('download');
      await panel.getByTestId('save-set-result').press('Enter');
      const saved = JSON.parse(await readFile(await (await download).path(), 'utf8'));
      expect(saved.set).toMatchObject({ title: 'CLEVR_val_scenes.json', count: 12 });
      expect(saved.set.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(saved.run.config.dataset.own).toContain('a cyan object');
      expect(cells[1]).toContain(`${Math.round(100 * saved.results[1].accuracy.value)}`);

      // Scenes are kept, evaluated on, and are a file that can be opened again.
      await panel.getByRole('radio', { name: 'My scenes (0)' }).press(' ');
      const keep = panel.getByTestId('keep-scene');
      await keep.press('Enter');
      await panel.getByText('This scene is kept.').waitFor();
      await page.getByRole('button', { name: 'Random scene' }).press('Enter');
      await keep.press('Enter');
      await panel.getByRole('button', { name: 'Evaluate on these 2 scenes' }).press('Enter');
      await appears(
        page,
        'the result on kept scenes',
        result.getByText(/^2 scenes, 2 questions, answered by/),
        RUN_MS,
      );
      const scenesFile = page.waitForEvent('download');
      await panel.getByTestId('save-scenes').press('Enter');
      const again = JSON.parse(await readFile(await (await scenesFile).path(), 'utf8'));
      await open(page, 'own_scenes.json', again.scenes);
      await page.getByTestId('file-bar').getByText('All of its objects are in the picture.').waitFor();

      // On a phone nothing stands out of the page.
      await page.setViewportSize({ width: 390, height: 844 });
      await result.waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      expect(await accessibilityViolations(page)).toEqual([]);

      // Nothing to evaluate on gets a sentence, and the result before stays.
      await open(page, 'empty_scenes.json', [unseen]);
      await panel.getByRole('radio', { name: 'empty_scenes.json (1)' }).press(' ');
      await evaluate.press('Enter');
      const alert = panel.getByRole('alert');
      await alert
        .getByText('empty_scenes.json: The close-up camera shows no object of any scene in the file whole.')
        .waitFor();
      await panel.getByRole('button', { name: 'Remove all' }).waitFor({ state: 'detached' });
      await result.getByRole('heading', { name: 'Result on My scenes' }).waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
    2 * RUN_MS,
  );

  it('are not offered for the rules of tools, and wait for a trained model', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
    const panel = page.getByTestId('set-panel');
    await panel.getByText('No trained model of this data set is shown.').waitFor();
    await panel.getByRole('radio', { name: 'My scenes (0)' }).press(' ');
    await panel.getByTestId('keep-scene').press('Enter');
    const evaluate = panel.getByTestId('evaluate-set');
    expect(await evaluate.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('radio', { name: 'GTAPolicy' }).press(' ');
    await panel.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });
});
