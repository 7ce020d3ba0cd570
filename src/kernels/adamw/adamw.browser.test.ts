import { memory, type Tensor, type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import '../testing/allclose';
import { BACKENDS, type BackendName, gpuErrors, switchTo } from '../testing/backends';
import { normals } from '../testing/gradients';
import { adamW } from './adamw';
import { adamWState, FROZEN, TRAINED, TRAINED_WITH_DECAY } from './state';

const LENGTH = 5004;
const OPTIONS = {
  learningRate: 0.03,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
};

const mask = Float32Array.from({ length: LENGTH }, (_, i) => [FROZEN, TRAINED, TRAINED_WITH_DECAY][i % 3]);

/** Three updates with fresh gradients; the buffers' contents after each, which also makes tfjs cache them. */
async function train(backend: BackendName, clipNorm: number) {
  await switchTo(backend);
  const before = memory().numTensors;
  const stream = RandomStream.of(2, 'adamw');
  const draw = () => normals(stream, [LENGTH]).values;
  const parameters = { values: tensor1d(draw()), grads: tensor1d(new Float32Array(LENGTH)) };
  const state = adamWState(LENGTH);
  const masks = tensor1d(mask);
  const read = async (tensor: Tensor) => (await tensor.data()) as Float32Array;
  const steps: Record<string, Float32Array>[] = [];
  for (let step = 0; step < 3; step++) {
    parameters.grads.dispose();
    parameters.grads = tensor1d(draw()) as Tensor1D;
    const norm = adamW(parameters, state, masks, { ...OPTIONS, clipNorm });
    const { values, grads } = parameters;
    const [v, m] = [state.v, state.m];
    steps.push({
      norm: await read(norm),
      values: Float32Array.from(await read(values)),
      grads: Float32Array.from(await read(grads)),
      m: Float32Array.from(await read(m)),
      v: Float32Array.from(await read(v)),
    });
    norm.dispose();
  }
  for (const made of [parameters.values, parameters.grads, state.m, state.v, masks]) {
    made.dispose();
  }
  expect(memory().numTensors).toBe(before);
  return steps;
}

/** AdamW written out in double precision. */
function expectedSteps(clipNorm: number) {
  const stream = RandomStream.of(2, 'adamw');
  const draw = () => Float64Array.from(normals(stream, [LENGTH]).values);
  const values = draw();
  const m = new Float64Array(LENGTH);
  const v = new Float64Array(LENGTH);
  const { learningRate, beta1, beta2, epsilon, weightDecay } = OPTIONS;
  return [1, 2, 3].map((step) => {
    const gradient = draw().map((g, i) => (mask[i] === FROZEN ? 0 : g));
    const norm = Math.hypot(...gradient);
    const clip = Math.min(1, clipNorm / (norm + 1e-6));
    values.forEach((value, i) => {
      const g = gradient[i] * clip;
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      const adapted = m[i] / (1 - beta1 ** step) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + epsilon);
      const decay = mask[i] === TRAINED_WITH_DECAY ? weightDecay * value : 0;
      values[i] = mask[i] === FROZEN ? value : value - learningRate * (adapted + decay);
    });
    return {
      norm: [norm],
      values: values.slice(),
      grads: new Float64Array(LENGTH),
      m: m.slice(),
      v: v.slice(),
    };
  });
}

it.each(BACKENDS.flatMap((backend) => [1, 1000].map((clipNorm) => ({ backend, clipNorm }))))(
  'makes three updates with masks, clipped to $clipNorm, on $backend',
  async ({ backend, clipNorm }) => {
    const expected = expectedSteps(clipNorm);
    const actual = await train(backend, clipNorm);
    expected.forEach((step, index) => {
      for (const [name, array] of Object.entries(step)) {
        const tolerance = { relative: 1e-4, absolute: name === 'values' ? 1e-5 : 1e-7 };
        expect(actual[index][name], `${name} after update ${index + 1}`).toBeAllclose(array, tolerance);
      }
    });
    expect(gpuErrors).toEqual([]);
  },
);
