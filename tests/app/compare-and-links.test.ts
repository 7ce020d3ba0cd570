import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../../src/experiment/plan/config';
import { findPreset, type Preset, presetConfig } from '../../src/experiment/plan/presets';
import { parseRunRecordFile } from '../../src/experiment/record/record-schema';
import { encodeLink, type LinkResult } from '../../src/experiment/share/share-link';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { imported, saved } from '../support/files';
import { RUN_MS, statusLike } from '../support/waiting';

/** The shortest run with a result: two steps of CoT SFT. */
function shortest(seed: number): ExperimentConfig {
  const micro = presetConfig(findPreset('micro') as Preset, 'cot-sft', seed);
  return {
    ...micro,
    dataset: { ...micro.dataset, policies: 1 },
    cotSft: { ...micro.cotSft, steps: 2, batch: 4 },
    evaluation: { perPolicy: 4, split: 'validation' },
  };
}

const anyResult: LinkResult = { stage: 'cot-sft', accuracy: 0.5, low: 0, high: 1, inContext: 0.5 };

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const link = (seed: number, results: readonly LinkResult[] = []) =>
  encodeLink({ config: shortest(seed), build: 'test', results });

async function runToTheEnd(page: Page): Promise<void> {
  await page.locator('[data-testid=run]:not([aria-disabled=true])').click();
  await statusLike(page, /step \d|Evaluating/);
  await statusLike(page, /^Finished/);
}

async function bothThemes(page: Page): Promise<void> {
  for (const theme of ['Dark', 'Light']) {
    await page.getByRole('radio', { name: theme }).click();
    expect(await accessibilityViolations(page), theme).toEqual([]);
  }
}

const goTo = (page: Page, screen: string) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();

describe('a link, two runs, their comparison', () => {
  it(
    'lead from a friend’s link to results by seed, and to files and back',
    async () => {
      const { page, complaints, close } = await openPage(app, await link(1, [anyResult]));
      const card = page.getByTestId('link-card');
      await card.getByText('Recorded results').waitFor();
      expect(await page.getByTestId('link-changes').innerText()).toContain('CoT SFT steps: 2 instead of 6.');
      expect(await page.getByTestId('status').innerText()).not.toMatch(/step|Evaluating/);
      await bothThemes(page);

      await card.getByRole('button', { name: 'Set it up' }).click();
      await card.waitFor({ state: 'detached' });
      expect(new URL(page.url()).hash).toBe('');
      await runToTheEnd(page);
      await page.getByText('Reproduced within the interval: yes.').waitFor();
      expect(await page.locator('.headline').innerText()).toContain('4 validation images');

      // A second seed, by a link in the same tab.
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        await link(2),
      );
      await card.getByText('None came with the link.').waitFor();
      await card.getByText(/(about .*|a few seconds) on this device/).waitFor();
      await card.getByRole('button', { name: 'Set it up' }).click();
      await runToTheEnd(page);

      await page.getByTestId('share').click();
      await page.getByTestId('share-link').waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');

      await goTo(page, 'Compare');
      // Recorded runs of another preset have a table of their own.
      const ours = page.locator('option', { hasText: 'Micro, changed' });
      await ours.waitFor({ state: 'attached' });
      await page.getByLabel('Settings of the table').selectOption(await ours.getAttribute('value'));
      const table = page.getByRole('region', { name: 'Results by method, table' });
      const row = table.getByRole('row', { name: /^CoT SFT 2/ });
      expect(await row.innerText()).toContain('±');
      expect(await row.innerText()).toMatch(/17\.80\s%/);
      // Nothing is laid over each other unasked.
      expect(await page.getByTestId('differences').count()).toBe(0);
      expect(new URL(page.url()).searchParams.has('runs')).toBe(false);
      const ownRuns = page.getByTestId('run-row').filter({ hasText: 'your run' });
      for (const seed of [1, 2])
        await ownRuns
          .filter({ hasText: `seed ${seed}` })
          .getByRole('checkbox')
          .press(' ');
      await page.getByTestId('differences').getByText('Seed: 1 against 2').waitFor();
      await page.locator('.frame-plot svg').nth(2).waitFor();
      await bothThemes(page);
      for (const name of await page.getByRole('button', { name: / as a table$/ }).all()) await name.click();
      expect(await accessibilityViolations(page)).toEqual([]);
      for (const name of await page.getByRole('button', { name: / as a table$/ }).all()) await name.click();

      await exportsAndImports(page);

      expect(complaints).toEqual([]);
      await close();
    },
    2 * RUN_MS,
  );
});

describe('the tables on record', () => {
  it('stand beside the visitor’s runs, with spread, intervals and differences by seed', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    const standard = page.locator('option', { hasText: 'Standard, 3 seeds on record' });
    await standard.waitFor({ state: 'attached' });
    await page.getByLabel('Settings of the table').selectOption(await standard.getAttribute('value'));
    await page.getByRole('button', { name: 'How it was made' }).click();
    await page.getByText(/^npm run experiment -- standard --seeds 1,2,3$/).waitFor();
    const table = page.getByRole('region', { name: 'Results by method, table' });
    const numbers = (await table.getByRole('row', { name: /^TriMPI w\/ PoRo-DAPO 3/ }).innerText()).match(
      /[\d.]+/g,
    );
    const { rows } = JSON.parse(await readFile('docs/results/standard.json', 'utf8'));
    const own = rows.filter(({ method }: { method: string }) => method === 'trimpi-poro-dapo');
    const mean = own.reduce((sum: number, { accuracy }: { accuracy: number }) => sum + accuracy / 3, 0);
    expect(numbers?.[1]).toBe((100 * mean).toFixed(1));
    const differences = page.getByRole('region', { name: 'Differences by seed, table' });
    const gain = differences.getByRole('row', { name: /^CoT SFT \+ GRPO over CoT SFT \+/ });
    expect(await gain.innerText()).toMatch(/above zero\s+(< )?0\.0\d\d$/);
    await bothThemes(page);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** On the Compare screen with two live runs: files out and in, names, stars, deleting, and the next visit. */
async function exportsAndImports(page: Page): Promise<void> {
  const csv = await saved(page, page.getByRole('button', { name: 'CSV', exact: true }));
  expect(csv.bytes.toString()).toMatch(
    /^method,seeds,n,.*\r\n[\s\S]*\r\nCoT SFT,1 2,2,[\s\S]*\r\nMajority class,/,
  );
  expect((await saved(page, page.getByRole('button', { name: 'LaTeX' }))).bytes.toString()).toContain(
    '\\begin{tabular}',
  );
  expect(csv.bytes.toString()).toContain(',0.178,no,');
  const png = await saved(page, page.getByRole('button', { name: /as a PNG picture$/ }).first());
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(png.bytes.length).toBeGreaterThan(5000);

  const latest = page.getByTestId('run-row').first();
  await latest.getByRole('button', { name: /^Rename/ }).click();
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('Second seed');
  await page.keyboard.press('Enter');
  await latest.getByRole('button', { name: 'Star Second seed' }).click();

  await latest.getByRole('button', { name: 'Export Second seed' }).click();
  expect(await accessibilityViolations(page)).toEqual([]);
  const inDialog = (name: string | RegExp) =>
    saved(page, page.getByRole('dialog').getByRole('button', { name, exact: true }));
  const json = await inDialog('JSON');
  expect(parseRunRecordFile(json.bytes.toString())).toMatchObject({
    ok: true,
    record: { title: 'Second seed' },
  });
  const weights = await inDialog('CoT SFT');
  expect(weights.name).toBe('second-seed-cot-sft.safetensors');
  const data = await inDialog(/^With reasoning/);
  expect(data.bytes.toString().trim().split('\n')).toHaveLength(4);
  const recipe = await inDialog('Recipe and data as ZIP');
  expect(recipe.name).toBe('second-seed-recipe.zip');
  const archive = recipe.bytes.toString();
  expect(archive).toContain('model_name_or_path: Qwen/Qwen2.5-VL-7B-Instruct');
  // Every file that its README names is in it, the data too.
  const named = archive.match(/(?<=\n- `)[^`]+(?=`)/g) ?? [];
  expect(named).toContain('raw/cot.jsonl');
  for (const name of named) expect(archive.split(name).length, name).toBeGreaterThan(3);
  await page.keyboard.press('Escape');

  const broken = { name: 'cut.safetensors', bytes: weights.bytes.subarray(0, 5000) };
  const said = await imported(page, weights, broken, json);
  expect(said).toMatch(/is the base model of the setup now, as “small-[0-9a-f]{8}”/);
  expect(said).toMatch(/cut\.safetensors: .*may be cut off/);
  expect(said).toContain('this run is in the list already');

  const runs = await page.getByTestId('run-row').count();
  await latest.getByRole('button', { name: 'Delete Second seed' }).click();
  expect(await page.getByTestId('run-row').count()).toBe(runs - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await page.getByTestId('run-row').count()).toBe(runs);
  await page.reload();
  await latest.getByText('Second seed').waitFor();
  await page
    .getByTestId('run-row')
    .nth(runs - 1)
    .waitFor();
  expect(await latest.getByRole('button', { name: 'Star Second seed' }).getAttribute('aria-pressed')).toBe(
    'true',
  );
}
