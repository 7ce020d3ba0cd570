import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from '../../src/experiment/plan/presets';
import { encodeLink } from '../../src/experiment/share/share-link';
import { smallDataset, smallToolmeta } from '../../src/tasks/gta/official/testing/small-gta';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { saved } from '../support/files';

/** What is taken out of an experiment that has not run, for each task. */
const TASKS = [
  { preset: 'micro', module: 'clevr_policy', rows: 8, answer: /^Case \d+$/ },
  { preset: 'm-micro', module: 'clevr_policy', rows: 8, answer: /^Case \d+$/ },
  { preset: 'gta-micro', module: 'gta_policy', rows: 8, answer: /^\{"name":"\w+","arguments":\{/ },
];

/** Drawing eight rows with pictures of 448 pixels, in a browser on a busy machine. */
const PATIENCE = 240_000;

describe('export without a run', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp('wasm');
  });
  afterAll(() => app?.close());

  it.each(TASKS)('$preset: data with pictures and a recipe', { timeout: PATIENCE }, async (task) => {
    const { page, complaints, close } = await openPage(app, `?preset=${task.preset}`);
    await page.getByRole('button', { name: 'Export data and recipe' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: /^With pictures[^;]*$/ }).check({ force: true });
    expect(await accessibilityViolations(page)).toEqual([]);
    const button = (name: string | RegExp) => dialog.getByRole('button', { name });
    const data = await saved(page, button(/^With reasoning/));
    const rows = data.bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(task.rows);
    for (const row of rows) {
      expect(row.answer).toMatch(task.answer);
      for (const image of row.image_data ?? [row.image]) expect(image).toMatch(/^data:image\/png;base64,/);
      if (row.images) expect(row.image_data).toHaveLength(row.images.length);
    }
    const recipe = (await saved(page, button('Recipe and data as ZIP'))).bytes.toString();
    expect(recipe).toContain(`--task ${task.module} --raw raw`);
    expect(recipe).toContain(`dataset: ${task.module}_vm_cpt`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says of a method without a recipe that it has none', { timeout: PATIENCE }, async () => {
    const config = presetConfig(findPreset('micro') as Preset, 'cot-sft+distillation', 1);
    const link = await encodeLink({ config, build: 'test', results: [] });
    const { page, complaints, close } = await openPage(app, link);
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByRole('button', { name: 'Export data and recipe' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^CoT SFT \+ distillation has none: the recipes are of/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Recipe and data as ZIP' }).count()).toBe(0);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes GTA’s own files, and says in a sentence what is wrong with others', {
    timeout: PATIENCE,
  }, async () => {
    const { page, complaints, close } = await openPage(app, '?preset=gta-micro');
    await page.getByRole('button', { name: 'Export data and recipe' }).click();
    const dialog = page.getByRole('dialog');
    const choose = async (files: Record<string, string>) => {
      const asked = page.waitForEvent('filechooser');
      await dialog.getByRole('button', { name: 'Recipe on GTA’s files' }).click();
      const chosen = Object.entries(files).map(([name, text]) => ({
        name,
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      }));
      await (await asked).setFiles(chosen);
    };
    const toolmeta = JSON.stringify(smallToolmeta());
    const alert = dialog.getByRole('alert');
    await choose({ 'toolmeta.json': toolmeta });
    await alert.getByText('dataset.json is missing').waitFor();
    await choose({ 'toolmeta.json': toolmeta, 'dataset.json': '{"0": ' });
    await alert.getByText('dataset.json is not JSON.').waitFor();
    const repeated = Object.fromEntries(
      [0, 4, 8].flatMap((first) =>
        Object.values(smallDataset()).map((query, i) => [String(first + i), query]),
      ),
    );
    const download = page.waitForEvent('download');
    await choose({ 'toolmeta.json': toolmeta, 'dataset.json': JSON.stringify(repeated) });
    expect((await download).suggestedFilename()).toMatch(/-recipe-gta\.zip$/);
    expect(await alert.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
