import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import '../kernels/testing/allclose';
import { BACKENDS, type BackendName, gpuErrors, switchTo } from '../kernels/testing/backends';
import { Parameters } from '../model/parameters';
import { disposeModel, modelOf, tinyConfig, tinyModel } from '../model/testing/tiny-model';
import { RandomStream } from '../random/stream';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import type { Example } from '../tasks/task';
import { type DistillationOptions, DistillationTrainer } from './distillation';
import { SupervisedTrainer } from './supervised';
import { someExamples } from './testing/examples';

const examples = someExamples(4, 2, 1);
const OPTIONS: DistillationOptions = {
  prompts: 2,
  groupSize: 4,
  updatesPerStep: 2,
  learningRate: 3e-3,
  replay: 0,
};

/** The reference of sampling runs every sequence again for every token. */
const SMALL = { prompts: 1, groupSize: 2, updatesPerStep: 1 };

/** A tiny model that says something with the policy in its prompt: it has been trained on policies and answers. */
let values: Float32Array;

const model = () => modelOf(tinyConfig(), Parameters.from(tinyConfig(), values));

beforeAll(async () => {
  await switchTo('wasm');
  const learner = tinyModel();
  const options = { kind: 'policy-sft', steps: 60, batch: 8, learningRate: 1e-2, replay: 0 } as const;
  const stage = new SupervisedTrainer(
    learner,
    CLEVR_POLICY_T,
    examples,
    { ...options, trains: 'all' },
    RandomStream.of(1, 'train'),
  );
  for (let step = 0; step < options.steps; step++) await stage.update(step);
  values = await learner.parameters.values();
  stage.dispose();
  disposeModel(learner);
});

/** Metrics of some steps, and the values at their end. */
async function distilled(
  backend: BackendName,
  steps: number,
  options: Partial<DistillationOptions> = {},
  pool: readonly Example[] = examples,
) {
  await switchTo(backend);
  const [learner, teacher] = [model(), model()];
  const chosen = { ...OPTIONS, ...options };
  const stage = new DistillationTrainer(
    learner,
    teacher,
    CLEVR_POLICY_T,
    pool,
    chosen,
    RandomStream.of(1, 'distillation'),
  );
  const metrics = [];
  for (let step = 0; step < steps; step++) metrics.push(await stage.update(step));
  const after = await learner.parameters.values();
  const teacherAfter = await teacher.parameters.values();
  stage.dispose();
  disposeModel(learner);
  disposeModel(teacher);
  return { metrics, after, teacherAfter };
}

it.each(BACKENDS)('has nothing to learn from a teacher without a policy, on %s', async (backend) => {
  // Learner and teacher are one model; where the policy is empty, they read the same prompt.
  const policy = { ...examples[0].policy, passage: { tokens: [], images: [] } };
  const pool = examples.map((example) => ({ ...example, policy }));
  const { metrics } = await distilled(backend, 1, SMALL, pool);
  expect(Math.abs(metrics[0].loss)).toBeLessThan(1e-5);
  expect(metrics[0].grad_norm).toBeLessThan(1e-4);
  const told = await distilled(backend, 1, SMALL);
  expect(told.metrics[0].loss).toBeGreaterThan(0.01);
  expect(told.teacherAfter).toEqual(values);
  expect(gpuErrors).toEqual([]);
});

it('goes the same way on every backend, with replay', async () => {
  const runs = [];
  for (const backend of BACKENDS) runs.push(await distilled(backend, 2, { replay: 1 }));
  const numbers = runs.map(({ metrics }) => metrics.flatMap((point) => Object.values(point)));
  for (const other of numbers) expect(other).toBeAllclose(numbers[2], { relative: 5e-3, absolute: 1e-4 });
});

it('brings what is said without the policy to what is said with it', async () => {
  const { metrics } = await distilled('wasm', 60, { prompts: 4, updatesPerStep: 1 });
  const mean = (points: typeof metrics) => points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
  expect(mean(metrics.slice(-5))).toBeLessThan(0.3 * mean(metrics.slice(0, 5)));
});

it.each([
  ['wasm', 40],
  ['webgpu', 8],
] as const)('on %s holds as many tensors after %i steps as before', async (backend, steps) => {
  await distilled(backend, 1, { replay: 1 });
  const before = memory().numTensors;
  await distilled(backend, steps, { replay: 1 });
  expect(memory().numTensors).toBe(before);
});

it('is decided by the seed', async () => {
  const runs = [await distilled('wasm', 3), await distilled('wasm', 3)];
  expect(runs[0]).toEqual(runs[1]);
});
