import { backend, type Tensor2D, tensor, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { gpuErrors, switchTo } from '../testing/backends';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { rmsNorm } from './rms-norm';
import { rmsNormGrad } from './rms-norm.webgpu';

const OFFSET = 64;

function norm(tokens: number, width: number): Case {
  const stream = RandomStream.of(3, 'norm');
  return {
    inputs: { x: normals(stream, [tokens, width], 2) },
    parameters: normals(stream, [OFFSET + width + 64]).values,
    prepare: () => ({
      run: ({ x }, buffers) => [
        rmsNorm(x as Tensor2D, { buffers, offset: OFFSET, shape: [width], trainable: true }),
      ],
      dispose: () => undefined,
    }),
  };
}

checkOperation('rmsNorm, 1 x 8', norm(1, 8));
checkOperation('rmsNorm, 131 x 64', norm(131, 64));
checkOperation('rmsNorm, 67 x 264', norm(67, 264));

it('adds the same gain gradient on WebGPU however many threads share the sum, and none to a frozen gain', async () => {
  await switchTo('webgpu');
  const stream = RandomStream.of(4);
  const [tokens, width] = [70, 72];
  const draw = (shape: number[]) => tensor(normals(stream, shape).values, shape);
  const inputs = {
    x: draw([tokens, width]),
    dy: draw([tokens, width]),
    inverseRms: draw([tokens]),
    values: draw([OFFSET + width]),
  };
  const runs = [1, 4, 32].map((splits) => ({ splits, trainable: true }));
  const made = [...runs, { splits: 32, trainable: false }].map(({ splits, trainable }) => {
    const grads = zeros([OFFSET + width]);
    const dx = rmsNormGrad(backend(), { ...inputs, grads }, { offset: OFFSET, trainable }, splits);
    return { grads, dx };
  });
  const [alone, few, many, frozen] = await Promise.all(made.map(({ grads }) => grads.data()));
  expect(Math.max(...alone)).toBeGreaterThan(1);
  expect(few).toBeAllclose(alone);
  expect(many).toBeAllclose(alone);
  expect(frozen).toBeAllclose(new Float32Array(OFFSET + width), { relative: 0, absolute: 0 });
  expect(gpuErrors).toEqual([]);
});
