import { backend, type Tensor2D, type TensorInfo, tensor, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { gpuErrors, switchTo } from '../testing/backends';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { linear, linearGelu, linearOfData } from './linear';
import { addProduct, multiply, multiplyTransposed } from './linear.webgpu';

const OFFSET = 128;

type Kind = 'plain' | 'residual' | 'gelu' | 'residual gelu' | 'data' | 'data gelu';

function layer(tokens: number, inputs: number, outputs: number, kind: Kind): Case {
  const stream = RandomStream.of(7, 'linear');
  const x = normals(stream, [tokens, inputs]);
  const residual = normals(stream, [tokens, outputs]);
  return {
    inputs: {
      ...(!kind.startsWith('data') && { x }),
      ...(kind.startsWith('residual') && { residual }),
    },
    parameters: normals(stream, [OFFSET + inputs * outputs + 64], 0.3).values,
    prepare: () => {
      const data = tensor2d(x.values, [tokens, inputs]);
      return {
        run: (tensors, buffers) => {
          const weight = { buffers, offset: OFFSET, shape: [inputs, outputs], trainable: true };
          const [input, extra] = [tensors.x as Tensor2D, tensors.residual as Tensor2D | undefined];
          if (kind.startsWith('data')) {
            const activation = kind === 'data gelu' ? 'gelu' : undefined;
            return [linearOfData(data, weight, tensors.anchor, activation)];
          }
          return [kind.endsWith('gelu') ? linearGelu(input, weight, extra) : linear(input, weight, extra)];
        },
        dispose: () => data.dispose(),
      };
    },
  };
}

// Tokens that are no multiple of a tile, one token alone, widths that are no multiple of a workgroup's tiles.
checkOperation('linear, 1 x 8 -> 8', layer(1, 8, 8, 'plain'));
checkOperation('linear, 37 x 24 -> 40', layer(37, 24, 40, 'plain'));
checkOperation('linear with residual, 70 x 64 -> 72', layer(70, 64, 72, 'residual'));
checkOperation('linear with GELU, 13 x 16 -> 136', layer(13, 16, 136, 'gelu'));
checkOperation('linear with residual and GELU, 9 x 8 -> 16', layer(9, 8, 16, 'residual gelu'));
checkOperation('linear of data, 9 x 36 -> 16', layer(9, 36, 16, 'data'));
checkOperation('linear of data with GELU, 9 x 8 -> 16', layer(9, 8, 16, 'data gelu'));

it('adds the same weight gradient on WebGPU however many threads share the sum over the tokens', async () => {
  await switchTo('webgpu');
  const [tokens, inputs, outputs] = [70, 72, 24];
  const stream = RandomStream.of(8);
  const [x, dy] = [inputs, outputs].map((width) => {
    const { values, shape } = normals(stream, [tokens, width]);
    return tensor(values, shape);
  });
  const sums = [1, 4, 16].map((splits) => {
    const grads = zeros([OFFSET + inputs * outputs]);
    addProduct(backend(), { x, dy, grads }, { offset: OFFSET, tokens, inputs, outputs }, splits);
    return grads;
  });
  const [alone, ...shared] = await Promise.all(sums.map((sum) => sum.data()));
  expect(Math.max(...alone)).toBeGreaterThan(1);
  for (const sum of shared) {
    expect(sum).toBeAllclose(alone, { relative: 1e-5, absolute: 1e-5 });
  }
  for (const made of [x, dy, ...sums]) {
    made.dispose();
  }
  expect(gpuErrors).toEqual([]);
});

it('multiplies the same on WebGPU whatever the tile', async () => {
  await switchTo('webgpu');
  const gpu = backend();
  const [tokens, inputs, outputs] = [37, 24, 40];
  const stream = RandomStream.of(9);
  const draw = (shape: number[]) => tensor(normals(stream, shape).values, shape);
  const [x, dy, values] = [[tokens, inputs], [tokens, outputs], [OFFSET + inputs * outputs]].map(draw);
  const products = [4, 8].map((side) => {
    const tile = { rows: side, columns: side };
    const y = multiply(gpu, { x, values }, { offset: OFFSET, inputs, outputs }, tile) as TensorInfo;
    const shape = { offset: OFFSET, rows: tokens, columns: inputs, depth: outputs };
    return [y, multiplyTransposed(gpu, { x: dy, values }, shape, undefined, tile)];
  });
  const [small, large] = await Promise.all(
    products.map((pair) => Promise.all(pair.map(({ dataId }) => gpu.read(dataId) as Promise<Float32Array>))),
  );
  expect(small[0]).toBeAllclose(large[0], { relative: 1e-5, absolute: 1e-5 });
  expect(small[1]).toBeAllclose(large[1], { relative: 1e-5, absolute: 1e-5 });
  expect(Math.max(...large[0])).toBeGreaterThan(1);
  expect(gpuErrors).toEqual([]);
});
