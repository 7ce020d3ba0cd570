import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { sampleExamples } from '../../../tasks/gta/example';
import { officialDataset, officialTools } from '../../../tasks/gta/official/write';
import { PAPER_POLICY } from '../../../tasks/gta/rules/policy-dataset';
import { findPreset, type Preset, presetConfig } from '../../plan/presets';
import { publishedRecipe } from './published-recipe';

const config = presetConfig(findPreset('gta-paper') as Preset, 'trimpi-poro-grpo', 3);

/** A data set of GTA's form and size: drawn queries until there are 557 calls. */
function files(): string[] {
  const { dataset } = officialDataset(
    sampleExamples(PAPER_POLICY, 330, RandomStream.of(1, 'as large as GTA')).map(({ instance }) => instance),
    PAPER_POLICY,
    448,
  );
  const calls = (entry: object) => JSON.stringify(entry).split('"role":"assistant"').length - 2;
  let left = 557;
  const chosen = Object.entries(dataset).filter(([, entry]) => {
    const isTaken = calls(entry) <= left;
    if (isTaken) left -= calls(entry);
    return isTaken;
  });
  expect(left).toBe(0);
  return [JSON.stringify(officialTools()), JSON.stringify(Object.fromEntries(chosen))];
}

describe('a recipe on published data', () => {
  const recipe = publishedRecipe(config, files());
  if (!recipe.ok) throw new Error(recipe.message);
  const lines = (split: string) =>
    recipe.files[`raw/${split}.jsonl`]
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('has the paper’s 451 and 106 calls, and 50 epochs of RL', () => {
    expect([lines('cot').length, lines('pool').length, lines('test').length]).toEqual([451, 451, 106]);
    expect(lines('override')).toHaveLength(106);
    expect(lines('validation')).toHaveLength(64);
    expect(recipe.config.dataset).toMatchObject({ cotPerPolicy: 451, poolPerPolicy: 451 });
    expect(recipe.files['rl.yaml']).toContain('max_steps: 50\n');
    expect(recipe.files['rl.yaml']).toContain('rollout_batch_size: 256\n');
    expect(recipe.files['cot_sft.yaml']).toContain('num_train_epochs: 10.0\n');
    expect(recipe.files['README.md']).toContain('made from GTA’s own files');
    expect(JSON.parse(recipe.files['manifest.json'])).toMatchObject({ published: 'GTA' });
  });

  it('tests no query that it trains on, and validates by other users', () => {
    const queries = (split: string) => new Set(lines(split).map(({ id }) => id.split('/')[0]));
    const trained = queries('pool');
    expect([...queries('test')].filter((query) => trained.has(query))).toEqual([]);
    const userOf = new Map(lines('pool').map(({ id, profile }) => [id, JSON.stringify(profile)]));
    for (const { id, profile } of lines('validation')) {
      expect(userOf.get(id)).toBeDefined();
      expect(userOf.get(id)).not.toBe(JSON.stringify(profile));
    }
  });

  it('asks the override’s calls under reversed rules', () => {
    const answers = new Map(lines('test').map(({ id, answer }) => [id, answer]));
    const changed = lines('override').filter(({ id, answer }) => answers.get(id) !== answer);
    expect(changed.length).toBeGreaterThan(5);
    for (const { answer } of changed) expect(JSON.parse(answer).name).toMatch(/^OCR_v[1-5]$/);
  });

  it('names the pictures of every line, where the command puts them', () => {
    for (const { images, image_data } of lines('pool')) {
      expect(image_data).toEqual(images.map((path: string) => `published/${path}`));
      for (const path of images) expect(recipe.pictures).toContain(path);
    }
  });

  it('is refused in a sentence for damaged files, too few calls and other tasks', () => {
    expect(publishedRecipe(config, ['{}', '{}'])).toEqual({
      ok: false,
      message: 'toolmeta.json has no tools.',
    });
    const [tools, dataset] = files();
    const [first] = Object.entries(JSON.parse(dataset));
    expect(publishedRecipe(config, [tools, JSON.stringify(Object.fromEntries([first]))])).toEqual({
      ok: false,
      message: 'There are too few calls to train on some and to test others.',
    });
    const clevr = presetConfig(findPreset('quick') as Preset, 'trimpi-poro-grpo', 3);
    expect(publishedRecipe(clevr, [])).toEqual({
      ok: false,
      message: 'Nobody published data for ClevrPolicy-T that this reads.',
    });
  });
});
