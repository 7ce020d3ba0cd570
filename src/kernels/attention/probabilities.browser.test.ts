import {
  matMul,
  memory,
  reshape,
  slice,
  type Tensor2D,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import '../testing/allclose';
import { BACKENDS, gpuErrors, switchTo } from '../testing/backends';
import { normals } from '../testing/gradients';
import { attention } from './attention';
import { attentionProbabilities } from './attention.reference';
import { attentionLayout, type Segment } from './layout';
import { rotaryTable } from './rotary';

/** A prompt with an image of four tokens, and two responses to it. */
const SEGMENTS: readonly Segment[] = [
  { start: 0, length: 9, prefix: null, images: [[3, 7]] },
  { start: 9, length: 5, prefix: 0, images: [] },
  { start: 14, length: 3, prefix: 0, images: [] },
];
const TOKENS = 17;
const HEADS = 2;
const HEAD_DIM = 8;

/** Whether a query sees a key, from what the segments mean and not from the layout's ranges. */
function sees(query: number, key: number): boolean {
  const inImage = (token: number) => token >= 3 && token < 7;
  if (inImage(query) && inImage(key)) return true;
  if (key > query) return false;
  return !(query >= 14 && key >= 9 && key < 14);
}

describe.each(BACKENDS)('attention probabilities on %s', (name) => {
  it('sum to 1 over what a query may see, and times the values are the output of the attention kernel', async () => {
    await switchTo(name);
    const before = memory().numTensors;
    const layout = attentionLayout(SEGMENTS);
    const rotary = rotaryTable(TOKENS, HEAD_DIM, 5000);
    const width = HEADS * HEAD_DIM;
    const qkv = tensor2d(normals(RandomStream.of(5, 'qkv'), [TOKENS, 3 * width]).values, [TOKENS, 3 * width]);
    const probabilities = attentionProbabilities(qkv, layout, HEADS, rotary);
    expect(probabilities.shape).toEqual([HEADS, TOKENS, TOKENS]);
    const values = await probabilities.data<'float32'>();
    for (let head = 0; head < HEADS; head++) {
      for (let query = 0; query < TOKENS; query++) {
        const row = values.subarray((head * TOKENS + query) * TOKENS, (head * TOKENS + query + 1) * TOKENS);
        expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
        row.forEach((share, key) => {
          if (sees(query, key)) expect(share, `query ${query}, key ${key}`).toBeGreaterThan(0);
          else expect(share, `query ${query}, key ${key}`).toBe(0);
        });
      }
    }
    const read = tidy(() => {
      const v = transpose(
        reshape(slice(qkv, [0, 2 * width], [TOKENS, width]), [TOKENS, HEADS, HEAD_DIM]),
        [1, 0, 2],
      );
      return reshape(transpose(matMul(probabilities, v), [1, 0, 2]), [TOKENS, width]) as Tensor2D;
    });
    const fused = attention(qkv, layout, HEADS, rotary);
    expect(await read.data()).toBeAllclose(await fused.data());
    for (const tensor of [qkv, rotary, probabilities, read, fused]) tensor.dispose();
    layout.dispose();
    expect(memory().numTensors).toBe(before);
    expect(gpuErrors).toEqual([]);
  });
});
