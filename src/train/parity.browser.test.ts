import { memory, type Tensor1D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { flatBatch, plainImage, weighedFrom } from '../sequence/flat-batch';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { responseTokens } from '../tasks/clevr/encode';
import { FreshPolicies, inContextSegments } from '../tasks/clevr/fresh-policies';
import { perceptionSegments, randomPicture } from '../tasks/clevr/perception';
import { promptOf } from '../tasks/task';
import '../kernels/testing/allclose';
import { type BackendName, gpuErrors, switchTo } from '../kernels/testing/backends';
import { logProbs } from '../model/log-probs';
import {
  EVERYTHING,
  LORA_ONLY,
  Parameters,
  type TrainedParameters,
  trainedFromBlock,
} from '../model/parameters';
import { disposeModel, modelOf, tinyConfig, tinyModel } from '../model/testing/tiny-model';
import { RandomStream } from '../random/stream';
import { languageLoss } from './language-loss';
import { responseBatch } from './response-batch';
import { RlTrainer } from './rl';
import { SupervisedTrainer } from './supervised';
import { someExamples } from './testing/examples';

interface Gradients {
  readonly loss: number;
  readonly byName: ReadonlyMap<string, Float32Array>;
}

/** Loss and gradients of one batch with pictures, shared prefixes and words, added up over two losses. */
async function lossAndGradients(
  backend: BackendName,
  trained: TrainedParameters,
  loraRank: number,
): Promise<Gradients> {
  await switchTo(backend);
  const random = RandomStream.of(5, 'batch');
  const parts = perceptionSegments(randomPicture(random), 2, random, 0);
  parts.push(...inContextSegments(new FreshPolicies(random).draw(2, random), 2, random, parts.length));
  const model = tinyModel(3, tinyConfig(loraRank));
  const batch = flatBatch(parts);
  const loss = languageLoss(model, batch, trained);
  languageLoss(model, batch, trained, 0.5).dispose();
  const [value] = await loss.data();
  loss.dispose();
  const grads = Float32Array.from(await (model.parameters.buffers.grads as Tensor1D).data());
  // The reference differentiates frozen weights too, and AdamW's mask passes over them.
  const byName = new Map(
    model.parameters.specs
      .filter(({ group }) => trained.covers(group))
      .map(({ name, offset, shape }) => [
        name,
        grads.subarray(offset, offset + shape.reduce((a, b) => a * b, 1)),
      ]),
  );
  disposeModel(model);
  return { loss: value, byName };
}

const STEPS = 50;

/** Losses of a supervised stage, update by update. */
async function trajectory(backend: BackendName): Promise<number[]> {
  await switchTo(backend);
  const model = tinyModel();
  const options = { kind: 'cot-sft', steps: STEPS, batch: 2, learningRate: 3e-3, replay: 0 } as const;
  const stage = new SupervisedTrainer(
    model,
    CLEVR_POLICY_T,
    someExamples(4, 1, 1),
    options,
    RandomStream.of(1, 'train'),
  );
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    losses.push((await stage.update(step)).loss);
  }
  stage.dispose();
  disposeModel(model);
  return losses;
}

/** Few: the reference of sampling runs every sequence again for every token. */
const RL_STEPS = 2;

/** A tiny model on its way to the answers: some of its samples are right. */
async function guessingValues(): Promise<Float32Array> {
  await switchTo('wasm');
  const model = tinyModel();
  const options = { kind: 'direct-sft', steps: 60, batch: 8, learningRate: 1e-2, replay: 0 } as const;
  const stage = new SupervisedTrainer(
    model,
    CLEVR_POLICY_T,
    someExamples(4, 2, 1),
    options,
    RandomStream.of(1, 'train'),
  );
  for (let step = 0; step < options.steps; step++) {
    await stage.update(step);
  }
  const values = await model.parameters.values();
  stage.dispose();
  disposeModel(model);
  return values;
}

/** What each RL step samples and reports, two updates a step: the first on policy, the second off it. */
async function rlTrajectory(backend: BackendName, values: Float32Array) {
  await switchTo(backend);
  const config = tinyConfig();
  const [model, reference] = [1, 2].map(() => modelOf(config, Parameters.from(config, values)));
  const sizes = { prompts: 2, groupSize: 4, updatesPerStep: 2, replay: 0 };
  const options = {
    ...sizes,
    algorithm: 'grpo',
    policyRollout: false,
    learningRate: 3e-3,
  } as const;
  const stage = new RlTrainer(
    model,
    reference,
    CLEVR_POLICY_T,
    someExamples(4, 2, 1),
    options,
    RandomStream.of(1, 'rl'),
  );
  const tokens: (readonly number[])[] = [];
  const numbers: number[] = [];
  for (let step = 0; step < RL_STEPS; step++) {
    for await (const { groups, metrics } of stage.step(step)) {
      if (metrics) {
        tokens.push(...groups.flatMap(({ rollouts }) => rollouts.map((rollout) => rollout.tokens)));
        numbers.push(metrics.loss, metrics.kl as number, metrics.entropy, metrics.grad_norm, metrics.reward);
      }
    }
  }
  stage.dispose();
  disposeModel(model);
  disposeModel(reference);
  return { tokens, numbers };
}

describe('fused kernels and stock operations', () => {
  it.each([
    ['the whole model', EVERYTHING, 0],
    ['the upper half', trainedFromBlock(1), 0],
    ['a model with LoRA', EVERYTHING, 8],
    ['LoRA alone', LORA_ONLY, 8],
  ])('agree on loss and every gradient of %s', async (_, trained, loraRank) => {
    const reference = await lossAndGradients('cpu', trained, loraRank);
    for (const backend of ['wasm', 'webgpu'] as const) {
      const fused = await lossAndGradients(backend, trained, loraRank);
      expect(fused.loss).toBeCloseTo(reference.loss, 4);
      for (const [name, expected] of reference.byName) {
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(fused.byName.get(name) as Float32Array, `${backend} ${name}`).toBeAllclose(expected, {
          relative: 0,
          absolute: 1e-4 * largest + 1e-7,
        });
      }
    }
    expect(gpuErrors).toEqual([]);
  });

  it('train alike: the same losses over 50 updates, to a thousandth', async () => {
    const reference = await trajectory('cpu');
    expect(reference[STEPS - 1]).toBeLessThan(0.7 * reference[0]);
    for (const backend of ['wasm', 'webgpu'] as const) {
      expect(await trajectory(backend), backend).toBeAllclose(reference, { relative: 1e-3, absolute: 1e-3 });
    }
  });

  it('reinforce alike: the same samples, and the same losses, KL and gradients to a thousandth', async () => {
    const values = await guessingValues();
    const reference = await rlTrajectory('cpu', values);
    // Something is learned from: the gradients, every fifth of the numbers from the fourth on.
    expect(Math.min(...reference.numbers.filter((_, i) => i % 5 === 3))).toBeGreaterThan(0.01);
    for (const backend of ['wasm', 'webgpu'] as const) {
      const fused = await rlTrajectory(backend, values);
      expect(fused.tokens, backend).toEqual(reference.tokens);
      expect(fused.numbers, backend).toBeAllclose(reference.numbers, { relative: 1e-3, absolute: 1e-3 });
    }
  }, 240_000);
});

describe('a prompt shared by a group', () => {
  it.each(['wasm', 'webgpu'] as const)('is the prompt of each of its responses on %s', async (backend) => {
    await switchTo(backend);
    const model = tinyModel();
    const [example] = someExamples(1);
    const right = responseTokens(example.gold);
    const responses = [right, right.slice(0, 3), [...right].reverse()];
    const logpsOf = async (tokens: readonly (readonly number[])[]) => {
      const group = { example, rollouts: tokens.map((one) => ({ tokens: one, advantage: 0 })) };
      return (await logProbs(model, responseBatch([group]).batch)).logp;
    };
    const alone: number[] = [];
    for (const response of responses) {
      const { tokens, images } = promptOf(example, false);
      const part = weighedFrom(tokens.length, [...tokens, ...response], { images: images.map(plainImage) });
      alone.push(...(await logProbs(model, flatBatch([part]))).logp);
    }
    expect(await logpsOf(responses)).toBeAllclose(alone);
    disposeModel(model);
  });
});

describe('the same seed on the same backend', () => {
  it.each(['wasm', 'webgpu'] as const)('gives the same run, bit by bit, on %s', async (backend) => {
    expect(await trajectory(backend)).toEqual(await trajectory(backend));
  });
});

it('supervised training holds as many tensors after 200 updates as after one', async () => {
  await switchTo('wasm');
  const before = memory().numTensors;
  const model = tinyModel();
  const options = { kind: 'vm-cpt', steps: 200, batch: 2, learningRate: 1e-3, replay: 1 } as const;
  const stage = new SupervisedTrainer(
    model,
    CLEVR_POLICY_T,
    someExamples(4, 2, 1),
    options,
    RandomStream.of(1, 'train'),
  );
  await stage.update(0);
  const { numTensors, numBytes } = memory();
  for (let step = 1; step < options.steps; step++) {
    await stage.update(step);
  }
  expect(memory()).toMatchObject({ numTensors, numBytes });
  stage.dispose();
  disposeModel(model);
  expect(memory().numTensors).toBe(before);
});
