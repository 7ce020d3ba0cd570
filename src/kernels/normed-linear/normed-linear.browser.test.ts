import { backend, memory, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { logits } from '../decode/decode';
import { linear, linearGelu } from '../linear/linear';
import { multiplyNormed } from '../linear/linear.webgpu';
import { RMS_NORM_EPSILON } from '../rms-norm/epsilon';
import { rmsNorm } from '../rms-norm/rms-norm';
import '../testing/allclose';
import { gpuErrors, switchTo } from '../testing/backends';
import { normals } from '../testing/gradients';
import { normedLinear, normedLogits } from './normed-linear';

const GAIN = 64;
const WEIGHT = 128;

/** x of very uneven rows, gain and matrix [inputs, outputs] on the current backend. */
function drawn(rows: number, inputs: number, outputs: number) {
  const stream = RandomStream.of(21, 'normed-linear');
  const { values } = normals(stream, [rows, inputs]);
  const x = tensor2d(
    values.map((value, i) => value * 10 ** ((Math.floor(i / inputs) % 5) - 2)),
    [rows, inputs],
  );
  const flat = tensor1d(normals(stream, [WEIGHT + inputs * outputs]).values);
  const buffers = { values: flat, grads: tensor1d([0]) };
  const weight = (offset: number, shape: number[]) => ({ buffers, offset, shape, trainable: false });
  return {
    x,
    gain: weight(GAIN, [inputs]),
    matrix: weight(WEIGHT, [inputs, outputs]),
    table: weight(WEIGHT, [outputs, inputs]),
    dispose: () => {
      for (const tensor of [x, flat, buffers.grads]) {
        tensor.dispose();
      }
    },
  };
}

type Drawn = ReturnType<typeof drawn>;

const OPERATIONS: Record<string, Record<'fused' | 'apart', (given: Drawn) => Tensor2D>> = {
  normedLinear: {
    fused: ({ x, gain, matrix }) => normedLinear(x, gain, matrix),
    apart: ({ x, gain, matrix }) => linear(rmsNorm(x, gain), matrix),
  },
  'normedLinear with GELU': {
    fused: ({ x, gain, matrix }) => normedLinear(x, gain, matrix, 'gelu'),
    apart: ({ x, gain, matrix }) => linearGelu(rmsNorm(x, gain), matrix),
  },
  normedLogits: {
    fused: ({ x, gain, table }) => normedLogits(x, gain, table),
    apart: ({ x, gain, table }) => logits(rmsNorm(x, gain), table),
  },
};

describe.each(Object.entries(OPERATIONS))('%s', (_, { fused, apart }) => {
  async function both(rows: number, inputs: number, outputs: number) {
    const given = drawn(rows, inputs, outputs);
    const results = [fused(given), tidy(() => apart(given))];
    const values = await Promise.all(results.map((result) => result.data() as Promise<Float32Array>));
    for (const result of results) {
      result.dispose();
    }
    given.dispose();
    return values;
  }
  const SHAPES = [
    [1, 8, 16],
    [67, 24, 40],
    [13, 64, 192],
  ] as const;

  it.each(SHAPES)('equals the norm and the product apart on WebGPU, %i x %i x %i', async (...shape) => {
    await switchTo('webgpu');
    const before = memory().numTensors;
    const [together, separate] = await both(...shape);
    expect(memory().numTensors).toBe(before);
    const absolute = 5e-6 * Math.max(1, ...separate.map(Math.abs));
    expect(together).toBeAllclose(separate, { relative: 1e-5, absolute });
    expect(gpuErrors).toEqual([]);
  });

  it('is the norm and the product apart to the bit on wasm', async () => {
    await switchTo('wasm');
    const [together, separate] = await both(13, 64, 192);
    expect(together).toEqual(separate);
  });
});

it('is the same on WebGPU whatever the tile of a thread', async () => {
  await switchTo('webgpu');
  const { x, gain, matrix, dispose } = drawn(21, 32, 72);
  const attrs = {
    offset: matrix.offset,
    inputs: 32,
    outputs: 72,
    gain: gain.offset,
    epsilon: RMS_NORM_EPSILON,
  };
  const results = await Promise.all(
    [4, 8].map((size) => {
      const tile = { rows: size, columns: size };
      const y = multiplyNormed(backend(), { x, values: matrix.buffers.values }, attrs, tile);
      return backend().read(y.dataId) as Promise<Float32Array>;
    }),
  );
  expect(results[1]).toBeAllclose(results[0], { relative: 1e-5, absolute: 1e-4 });
  dispose();
  expect(gpuErrors).toEqual([]);
});
