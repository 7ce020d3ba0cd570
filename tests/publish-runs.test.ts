import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../scripts/paths.mjs';
import { publishRuns } from '../scripts/publish-runs.mjs';
import { runRecordOf, someExamples } from '../src/experiment/testing/records';
import { writeCheckpoint } from '../src/model/checkpoint';
import { modelConfig } from '../src/model/config';
import { parameterLength, parameterSpecs } from '../src/model/parameter-specs';

const shape = modelConfig('small');
const values = new Float32Array(parameterLength(parameterSpecs(shape)));
const [first, other] = [1, 2].map((seed) =>
  runRecordOf({ seed, accuracy: 0.5, method: 'vm-cpt+cot-sft', examples: someExamples(1) }),
);

let folder: string;
let target: string;

async function writeModel(id: string, build: string): Promise<void> {
  const { date } = first.provenance;
  const file = writeCheckpoint(shape, values, { run: id, experiment: '{}', stage: 'cot-sft', build, date });
  await writeFile(join(folder, `${id}.safetensors`), file);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
  target = join(folder, 'published');
  for (const record of [first, other])
    await writeFile(join(folder, `${record.id}.json`), JSON.stringify(record));
  await writeModel(first.id, first.provenance.build);
  await writeModel(other.id, 'another build');
});

afterAll(() => rm(folder, { recursive: true }));

describe('publishing recorded runs', () => {
  it('writes records, and the models asked for with where they come from', async () => {
    const index = await publishRuns({ folder, first: first.id, models: [first.id], target });
    const [{ model, file }, { model: none }] = index;
    expect(none).toBeUndefined();
    expect(model).toMatchObject({ stage: 'cot-sft', build: first.provenance.build, backend: 'wasm' });
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await readFile(join(target, model.file))).length).toBe(model.size);
    expect(JSON.parse(await readFile(join(target, 'index.json'), 'utf8'))).toEqual(index);
    expect(JSON.parse(await readFile(join(target, file), 'utf8')).rollouts).toHaveLength(1);
    expect(await readdir(target)).toHaveLength(5);
  });

  it('writes all answers of the first record beside it', async () => {
    const questions = { parts: [], asked: [], overridden: [] };
    const answers = { withoutPolicy: [], withPolicy: [], override: null };
    const stages = first.stages.map((stage) => ({
      ...stage,
      evaluation: stage.evaluation && { ...stage.evaluation, answers },
    }));
    await writeFile(join(folder, `${first.id}.json`), JSON.stringify({ ...first, questions, stages }));
    const [entry, another] = await publishRuns({ folder, first: first.id, models: [], target });
    await writeFile(join(folder, `${first.id}.json`), JSON.stringify(first));
    expect([entry.answers, another.answers]).toEqual([
      `answers/${first.id.replaceAll('+', '-')}.json`,
      undefined,
    ]);
    const published = JSON.parse(await readFile(join(target, entry.answers), 'utf8'));
    expect(published.questions).toEqual(questions);
    expect(published.answers['cot-sft']).toEqual(answers);
    expect(await readFile(join(target, entry.file), 'utf8')).not.toContain('"withPolicy":[]');
  });

  it('keeps of another record what the lesson shows: a right answer that is not faithful beside one that is', async () => {
    const [step] = other.rollouts;
    const [group] = step.groups;
    const [own, aware] = group.responses;
    const unfaithful = { kind: 'quote', said: 'cyan', policy: 'red', accuracy: 1 };
    const gated = { ...group, responses: [own], leftOut: [{ ...aware, accuracy: 0, unfaithful }] };
    const rollouts = [step, { ...step, step: 5, groups: [group, gated, gated, gated] }, step];
    await writeFile(join(folder, `${other.id}.json`), JSON.stringify({ ...other, rollouts }));
    const [, { file, rollouts: isWhole }] = await publishRuns({
      folder,
      first: first.id,
      models: [],
      target,
    });
    const published = JSON.parse(await readFile(join(target, file), 'utf8'));
    expect(published.rollouts).toEqual([{ ...step, step: 5, groups: [gated, gated] }]);
    expect(isWhole).toBe(false);
  });

  it('refuses a model of another run, and what is not there, and then leaves what was published', async () => {
    const before = await readdir(target);
    const publish = (models: string[]) => publishRuns({ folder, first: first.id, models, target });
    await expect(publish([other.id])).rejects.toThrow('is not of the run');
    await expect(publish(['nothing'])).rejects.toThrow('There is no record "nothing"');
    expect(await readdir(target)).toEqual(before);
  });
});

it('publishes as much as the page says that keeping all recordings takes', async () => {
  const runs = inRoot('public', 'runs');
  const names = (await readdir(runs)).filter((name) => name.endsWith('.json') && name !== 'index.json');
  const sizes = await Promise.all(names.map(async (name) => (await readFile(join(runs, name))).length));
  const text = await readFile(inRoot('src', 'app', 'running', 'shown-run.tsx'), 'utf8');
  const said = /Keep all recordings .*\(about (\d+) MB\)/.exec(text)?.[1];
  expect(Number(said)).toBe(Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6));
});
