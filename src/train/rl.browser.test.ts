import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { average } from './advantage';
import { MAX_SAMPLING_TRIES } from './dapo';
import '../kernels/testing/allclose';
import { type BackendName, gpuErrors, switchTo } from '../kernels/testing/backends';
import type { Model } from '../model/forward';
import { logProbs } from '../model/log-probs';
import { Parameters } from '../model/parameters';
import { disposeModel, modelOf, tinyConfig, tinyModel } from '../model/testing/tiny-model';
import { RandomStream } from '../random/stream';
import { ofAll } from './alike';
import { responseBatch } from './response-batch';
import { NothingToLearn, type RlOptions, type RlPhaseResult, RlTrainer } from './rl';
import type { RlMetrics } from './rl-metrics';
import type { Group } from './rollout-group';
import { SupervisedTrainer } from './supervised';
import { someExamples } from './testing/examples';

const examples = someExamples(4, 2, 1);

const OPTIONS: RlOptions = {
  algorithm: 'grpo',
  policyRollout: false,
  prompts: 4,
  groupSize: 8,
  updatesPerStep: 2,
  learningRate: 3e-3,
  replay: 0,
};

const SMALL = { prompts: 2, groupSize: 4 };

/** Values of a tiny model that answers with a case and ends, but has not learned which case. */
let guessing: Float32Array;

const guessingModel = () => modelOf(tinyConfig(), Parameters.from(tinyConfig(), guessing));

beforeAll(async () => {
  await switchTo('wasm');
  const model = tinyModel();
  const options = { kind: 'direct-sft', steps: 60, batch: 8, learningRate: 1e-2, replay: 0 } as const;
  const stage = new SupervisedTrainer(model, CLEVR_POLICY_T, examples, options, RandomStream.of(1, 'train'));
  for (let step = 0; step < options.steps; step++) {
    await stage.update(step);
  }
  guessing = await model.parameters.values();
  stage.dispose();
  disposeModel(model);
});

async function oneStep(
  stage: RlTrainer,
  step: number,
): Promise<{ groups: readonly Group[]; metrics: RlMetrics }> {
  const phases: RlPhaseResult[] = [];
  for await (const result of stage.step(step)) {
    phases.push(result);
  }
  expect(phases.map(({ phase }) => phase)).toEqual(['rollout', 'reward', 'advantage', 'update']);
  const { groups, metrics } = phases[3];
  return { groups, metrics: metrics as RlMetrics };
}

/** With the bytes of buffers in use where the backend is WebGPU. */
function gpuMemory() {
  return { numBytesInGPU: 0, ...memory() };
}

function stageOf(
  model: Model,
  reference: Model,
  options: Partial<RlOptions>,
  pool = examples,
  seed = 1,
): RlTrainer {
  return new RlTrainer(
    model,
    reference,
    CLEVR_POLICY_T,
    pool,
    { ...OPTIONS, ...options },
    RandomStream.of(seed, 'rl'),
  );
}

describe.each(['wasm', 'webgpu'] as const)('GRPO on %s', (backend: BackendName) => {
  it('sees its own samples with the log-probabilities they were sampled at, and clips nothing at first', async () => {
    await switchTo(backend);
    const [model, reference] = [guessingModel(), guessingModel()];
    const stage = stageOf(model, reference, { ...SMALL, updatesPerStep: 1, policyRollout: true });
    const { groups, metrics } = await oneStep(stage, 0);
    const rollouts = groups.flatMap((group) => group.rollouts);
    expect(groups).toHaveLength(SMALL.prompts);
    for (const group of groups) {
      const aware = group.rollouts.filter(({ source }) => source === 'policy-aware');
      expect([group.rollouts.length, aware.length]).toEqual([4, 2]);
    }
    for (const { logps, samplerLogps, tokens, source } of rollouts) {
      expect(logps).toHaveLength(tokens.length);
      if (source === 'no-policy') {
        expect(logps as number[]).toBeAllclose(samplerLogps, { relative: 1e-3, absolute: 1e-3 });
      }
    }
    // The policy in the prompt is another condition: the same tokens have other log-probabilities there.
    const aware = rollouts.filter(({ source }) => source === 'policy-aware');
    const gap = aware.map(({ logps, samplerLogps }) => Math.abs((logps as number[])[0] - samplerLogps[0]));
    expect(Math.max(...gap)).toBeGreaterThan(1e-2);
    expect(metrics['clip_ratio/low_mean']).toBe(0);
    expect(metrics['clip_ratio/high_mean']).toBe(0);
    expect(Math.abs(metrics.kl as number)).toBeLessThan(1e-5);
    expect(metrics.grad_norm).toBeGreaterThan(0);
    // On policy the loss is minus the mean advantage over tokens, whatever the lengths.
    const tokens = rollouts.reduce((sum, rollout) => sum + rollout.tokens.length, 0);
    const advantage = rollouts.reduce((sum, rollout) => sum + rollout.advantage * rollout.tokens.length, 0);
    expect(metrics.loss).toBeCloseTo(-advantage / tokens, 4);
    stage.dispose();
    disposeModel(model);
    disposeModel(reference);
    expect(gpuErrors).toEqual([]);
  });
});

it.each(['wasm', 'webgpu'] as const)(
  'log pi_old and the entropy of every minibatch are those of a pass before the step, on %s',
  async (backend) => {
    await switchTo(backend);
    const [model, reference] = [guessingModel(), guessingModel()];
    const stage = stageOf(model, reference, { ...SMALL, policyRollout: true });
    const { groups, metrics } = await oneStep(stage, 0);
    const passes = [];
    for (const group of groups) {
      // One group per update here.
      const { batch, places } = responseBatch([group]);
      const { logp, entropy } = await logProbs(reference, batch);
      passes.push({ logp: ofAll(logp, places), entropy: ofAll(entropy, places) });
    }
    const recorded = groups.flatMap(({ rollouts }) => rollouts.flatMap(({ logps }) => logps as number[]));
    expect(recorded).toEqual(passes.flatMap(({ logp }) => logp));
    expect(metrics.entropy).toBeCloseTo(average(passes.map(({ entropy }) => average(entropy))), 9);
    expect(await model.parameters.values()).not.toEqual(guessing);
    stage.dispose();
    disposeModel(model);
    disposeModel(reference);
  },
);

it.each([
  ['wasm', 100],
  ['webgpu', 12],
] as const)(
  'on %s RL holds as many tensors after %i steps as after two, with everything on',
  async (backend, steps) => {
    await switchTo(backend);
    const before = memory().numTensors;
    const [model, reference] = [guessingModel(), guessingModel()];
    const options = { ...SMALL, policyRollout: true, learningRate: 1e-4, replay: 1 };
    const stage = stageOf(model, reference, options);
    await oneStep(stage, 0);
    await oneStep(stage, 1);
    const first = gpuMemory();
    for (let step = 2; step < steps; step++) {
      await oneStep(stage, step);
    }
    const last = gpuMemory();
    expect(last).toMatchObject({ numTensors: first.numTensors, numBytes: first.numBytes });
    // On the device: buffers of tensors, and the uniforms that the engine keeps, of which there are at most 1,024.
    expect(last.numBytesInGPU - first.numBytesInGPU).toBeLessThan(1024 * 64);
    stage.dispose();
    disposeModel(model);
    disposeModel(reference);
    expect(memory().numTensors).toBe(before);
  },
  120_000,
);

describe('reinforcement learning on wasm', () => {
  beforeAll(() => switchTo('wasm'));

  it.each(['grpo', 'dapo'] as const)('%s learns the answer to a single prompt', async (algorithm) => {
    const [model, reference] = [guessingModel(), guessingModel()];
    const stage = stageOf(model, reference, { algorithm, updatesPerStep: 1 }, examples.slice(0, 1));
    const accuracies: number[] = [];
    try {
      for (let step = 0; step < 25; step++) {
        accuracies.push((await oneStep(stage, step)).metrics['rewards/accuracy']);
      }
    } catch (error) {
      // DAPO stops by itself once the prompt is learned.
      expect(error).toBeInstanceOf(NothingToLearn);
    }
    expect(accuracies[0]).toBeLessThan(0.85);
    expect(average(accuracies.slice(-3))).toBeGreaterThan(0.9);
    stage.dispose();
    disposeModel(model);
    disposeModel(reference);
  });

  it('DAPO trains only on groups of mixed accuracy and refills what it drops', async () => {
    const [model, reference] = [guessingModel(), guessingModel()];
    const stage = stageOf(model, reference, { algorithm: 'dapo', groupSize: 2, prompts: 8 });
    const { groups, metrics } = await oneStep(stage, 0);
    const trained = groups.filter(({ dropped }) => dropped === null);
    const dropped = groups.filter((group) => group.dropped !== null);
    expect(trained).toHaveLength(8);
    expect(dropped.length).toBeGreaterThan(0);
    expect(metrics['dynamic_sampling/tries']).toBeGreaterThan(1);
    expect(metrics['dynamic_sampling/kept']).toBeCloseTo(trained.length / groups.length, 9);
    for (const { rollouts } of trained) {
      expect(new Set(rollouts.map(({ reward }) => reward.accuracy)).size).toBe(2);
      expect(rollouts.every(({ logps, tokens }) => logps?.length === tokens.length)).toBe(true);
    }
    for (const { rollouts, dropped: reason } of dropped) {
      const accuracy = reason === 'all correct' ? 1 : 0;
      expect(rollouts.every(({ reward, logps }) => reward.accuracy === accuracy && logps === null)).toBe(
        true,
      );
    }
    expect(metrics.kl).toBeUndefined();
    stage.dispose();
    disposeModel(model);
    disposeModel(reference);
  });

  it('DAPO stops with a sentence where no prompt has anything to teach, and changes nothing', async () => {
    const before = memory().numTensors;
    const [model, reference] = [guessingModel(), guessingModel()];
    const hopeless = examples.map((example) => ({ ...example, gold: { ...example.gold, caseNumber: 63 } }));
    const stage = stageOf(model, reference, { ...SMALL, algorithm: 'dapo' }, hopeless);
    const values = await model.parameters.values();
    const failed = oneStep(stage, 0);
    await expect(failed).rejects.toThrow(NothingToLearn);
    await expect(failed).rejects.toThrow(`In ${MAX_SAMPLING_TRIES} tries every answer was wrong`);
    expect(await model.parameters.values()).toEqual(values);
    stage.dispose();
    disposeModel(model);
    disposeModel(reference);
    expect(memory().numTensors).toBe(before);
  });

  it('puts token losses together as it is told', async () => {
    const first = async (aggregation: RlOptions['aggregation'], seed: number) => {
      const [model, reference] = [guessingModel(), guessingModel()];
      const stage = stageOf(model, reference, { ...SMALL, updatesPerStep: 1, aggregation }, examples, seed);
      const { groups, metrics } = await oneStep(stage, 0);
      const lengths = groups.flatMap(({ rollouts }) => rollouts.map(({ tokens }) => tokens.length));
      stage.dispose();
      disposeModel(model);
      disposeModel(reference);
      return { norm: metrics.grad_norm, lengths, maxLength: stage.maxNewTokens };
    };
    // Samples that are all as long, so that each weighs every token by a constant.
    let seed = 1;
    let mean = await first(undefined, seed);
    while (new Set(mean.lengths).size > 1) {
      seed++;
      mean = await first(undefined, seed);
    }
    const [sums, dr] = [await first('seq-mean-token-sum', seed), await first('dr-grpo', seed)];
    expect(sums.norm / mean.norm).toBeCloseTo(mean.lengths[0], 3);
    expect(sums.norm / dr.norm).toBeCloseTo(dr.maxLength, 3);
    expect((await first('seq-mean-token-mean', seed)).norm).toBeCloseTo(mean.norm, 6);
  });

  it('is decided by the seed', async () => {
    const run = async () => {
      const [model, reference] = [guessingModel(), guessingModel()];
      const stage = stageOf(model, reference, { ...SMALL, policyRollout: true, replay: 1 });
      const metrics = [];
      for (let step = 0; step < 3; step++) {
        metrics.push((await oneStep(stage, step)).metrics);
      }
      stage.dispose();
      disposeModel(model);
      disposeModel(reference);
      return metrics;
    };
    expect(await run()).toEqual(await run());
  });
});
