import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeDataset } from '../scripts/dataset-folder.mjs';
import { findPreset, type Preset, presetConfig } from '../src/experiment/plan/presets';

const folder = mkdtempSync(join(tmpdir(), 'dataset-'));
afterAll(() => rmSync(folder, { recursive: true }));

const micro = presetConfig(findPreset('micro') as Preset, 'trimpi-poro-dapo', 1);
const config = {
  ...micro,
  dataset: { ...micro.dataset, cotPerPolicy: 1, poolPerPolicy: 3 },
  evaluation: { ...micro.evaluation, perPolicy: 4 },
};

function lines(split: string) {
  return readFileSync(join(folder, `${split}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Starting threads and compiling takes its time on a busy machine. */
const PATIENCE = 240_000;

it('writes every split with its pictures, goes on where it stopped, and keeps experiments apart', {
  timeout: PATIENCE,
}, async () => {
  const seen: [string, number, number][] = [];
  await writeDataset(config, folder, 24, (...progress) => seen.push(progress));
  expect(seen.filter(([split]) => split === 'pool')).toEqual(
    [1, 2, 3, 4, 5, 6].map((done) => ['pool', done, 6]),
  );
  const splits = ['cot', 'pool', 'validation', 'test', 'override', 'forgetting'];
  for (const split of splits) {
    const rows = lines(split);
    const pictures = readdirSync(join(folder, 'images', split));
    expect(rows.map(({ image }) => image)).toEqual(pictures.sort().map((name) => `images/${split}/${name}`));
    expect(readFileSync(join(folder, rows[0].image)).subarray(1, 4).toString()).toBe('PNG');
  }
  expect(lines('test')[0].policy_text).not.toBe(lines('override')[0].policy_text);

  const pool = readFileSync(join(folder, 'pool.jsonl'));
  const [kept, lost] = lines('pool').map(({ image }) => join(folder, image));
  const before = statSync(kept).mtimeMs;
  const picture = readFileSync(lost);
  rmSync(join(folder, 'pool.jsonl'));
  rmSync(lost);
  const again: string[] = [];
  await writeDataset({ ...config, method: 'cot-sft' }, folder, 24, (split) => again.push(split));
  expect(new Set(again)).toEqual(new Set(['pool']));
  expect(readFileSync(join(folder, 'pool.jsonl'))).toEqual(pool);
  expect(readFileSync(lost)).toEqual(picture);
  expect(statSync(kept).mtimeMs).toBe(before);

  await expect(writeDataset({ ...config, seed: 2 }, folder, 24, () => {})).rejects.toThrow(
    /holds the data of another experiment .* Choose another folder\./,
  );
});

it('writes each picture of a question that has names for its pictures, and none for a question without', {
  timeout: PATIENCE,
}, async () => {
  const tools = presetConfig(findPreset('gta-micro') as Preset, 'trimpi-poro-dapo', 1);
  const few = { ...tools, dataset: { ...tools.dataset, cotPerPolicy: 2, poolPerPolicy: 24 } };
  const own = join(folder, 'tools');
  await writeDataset(few, own, 24, () => {}, ['pool', 'forgetting']);
  for (const split of ['pool', 'forgetting']) {
    const rows = readFileSync(join(own, `${split}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const wanted = rows.flatMap(({ id, images }) =>
      images.map((name: string) => `images/${split}/${id}-${name}.png`),
    );
    expect(rows.flatMap(({ image_data }) => image_data)).toEqual(wanted);
    for (const path of wanted) {
      expect(readFileSync(join(own, path)).subarray(1, 4).toString()).toBe('PNG');
    }
    const counts = new Set(rows.map(({ images }) => images.length));
    expect(counts.has(0) && counts.has(1)).toBe(true);
  }
});
