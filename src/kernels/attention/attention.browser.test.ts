import { backend, type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { gpuErrors, switchTo } from '../testing/backends';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { attention } from './attention';
import * as onGpu from './attention.webgpu';
import { attentionLayout, type Segment } from './layout';
import { rotaryTable } from './rotary';

function heads(count: number, headDim: number, segments: readonly Segment[]): Case {
  const tokens = segments.reduce((sum, { length }) => sum + length, 0);
  const stream = RandomStream.of(11, 'attention');
  return {
    inputs: { qkv: normals(stream, [tokens, 3 * count * headDim]) },
    parameters: new Float32Array(64),
    prepare: () => {
      const layout = attentionLayout(segments);
      const rotary = rotaryTable(tokens, headDim, 5000);
      return {
        run: ({ qkv }) => [attention(qkv as Tensor2D, layout, count, rotary)],
        dispose: () => {
          layout.dispose();
          rotary.dispose();
        },
      };
    },
  };
}

const alone = (start: number, length: number, images: Segment['images'] = []): Segment => ({
  start,
  length,
  prefix: null,
  images,
});

/** Two groups of ragged responses to a shared prompt, with images in both, around a sequence of its own. */
const MIXED: readonly Segment[] = [
  alone(0, 13, [[2, 8]]),
  { start: 13, length: 5, prefix: 0, images: [] },
  { start: 18, length: 9, prefix: 0, images: [[1, 5]] },
  { start: 27, length: 1, prefix: 0, images: [] },
  alone(28, 7),
  alone(35, 10, [
    [0, 4],
    [4, 9],
  ]),
  { start: 45, length: 6, prefix: 5, images: [] },
];

checkOperation('attention, two sequences of one token', heads(1, 8, [alone(0, 1), alone(1, 1)]));
checkOperation('attention, causal, 45 tokens', heads(2, 16, [alone(0, 45)]));
checkOperation('attention, images, prefixes, ragged lengths', heads(3, 8, MIXED));
checkOperation('attention, heads of 32', heads(4, 32, MIXED));

it('is the same on WebGPU however many queries a thread takes', async () => {
  await switchTo('webgpu');
  const stream = RandomStream.of(12);
  const layout = attentionLayout(MIXED);
  const rotary = rotaryTable(layout.tokens, 16, 5000);
  const draw = (shape: number[]) => tensor(normals(stream, shape).values, shape);
  const inputs = { ...layout, rotary, qkv: draw([layout.tokens, 96]), dOut: draw([layout.tokens, 32]) };
  const { segments, ranges, readers, positions, qkv, dOut } = inputs;
  const tensors = { segments, ranges, readers, positions, qkv, dOut, rotary };
  const results = await Promise.all(
    [1, 2, 4].map(async (tile) => {
      const gpu = backend();
      const [out, logSumExp] = onGpu.attention(gpu, tensors, 2, tile);
      const dqkv = onGpu.attentionGrad(gpu, { ...tensors, out, logSumExp }, 2, tile);
      return Promise.all([out, dqkv].map(({ dataId }) => gpu.read(dataId) as Promise<Float32Array>));
    }),
  );
  for (const [out, dqkv] of results.slice(1)) {
    expect(out).toBeAllclose(results[0][0]);
    expect(dqkv).toBeAllclose(results[0][1]);
  }
  expect(gpuErrors).toEqual([]);
});
