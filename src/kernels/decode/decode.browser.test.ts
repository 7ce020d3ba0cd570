import { backend, gather, memory, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { attention } from '../attention/attention';
import { attentionLayout, type Segment } from '../attention/layout';
import { rotaryTable } from '../attention/rotary';
import '../testing/allclose';
import { type BackendName, gpuErrors, switchTo } from '../testing/backends';
import { normals } from '../testing/gradients';
import {
  copyKeysValues,
  decodeAttention,
  decodeRows,
  emptyCache,
  logits,
  promptKeysValues,
  sampleTokens,
} from './decode';
import * as onGpu from './decode.webgpu';

/** Decoding exists where kernels do. */
const FUSED: readonly BackendName[] = ['webgpu', 'wasm'];

const HEADS = 2;
const WIDTH = 32;
const NEW_TOKENS = 6;
const PROMPTS = [13, 5];
/** Prompt of each response. */
const RESPONSES = [0, 0, 0, 1, 1];
/** Responses that go on at each step; slots in no order, as rows are packed when responses end. */
const ACTIVE = [[0, 1, 2, 3, 4], [4, 0, 1, 2, 3], [3, 1, 4], [1, 4], [4], [4]];

/** The same tokens as one batch: each prompt and its responses, for attention without a cache. */
function asSegments() {
  const segments: Segment[] = [];
  const responseStart: number[] = [];
  let start = 0;
  PROMPTS.forEach((length, prompt) => {
    const index = segments.push({ start, length, prefix: null, images: [[1, 4]] }) - 1;
    start += length;
    RESPONSES.forEach((of, response) => {
      if (of === prompt) {
        segments.push({ start, length: NEW_TOKENS, prefix: index, images: [] });
        responseStart[response] = start;
        start += NEW_TOKENS;
      }
    });
  });
  return { segments, responseStart, tokens: start };
}

it.each(FUSED)('equals attention over the whole sequence, on %s', async (name) => {
  await switchTo(name);
  const before = memory().numTensors;
  const { segments, responseStart, tokens } = asSegments();
  const layout = attentionLayout(segments);
  const rotary = rotaryTable(40, WIDTH / HEADS, 5000);
  const qkv = tensor2d(normals(RandomStream.of(1), [tokens, 3 * WIDTH]).values, [tokens, 3 * WIDTH]);
  const whole = attention(qkv, layout, HEADS, rotary);

  const promptStart = [0, responseStart[3] - PROMPTS[1]];
  const promptRows = PROMPTS.flatMap((length, p) => Array.from({ length }, (_, i) => promptStart[p] + i));
  const promptIndex = tensor1d(promptRows, 'int32');
  const promptQkv = gather(qkv, promptIndex) as Tensor2D;
  const positions = tensor1d(
    PROMPTS.flatMap((length) => Array.from({ length }, (_, i) => i)),
    'int32',
  );
  const cache = {
    prompt: promptKeysValues(promptQkv, positions, HEADS, rotary),
    generated: emptyCache(RESPONSES.length, NEW_TOKENS, WIDTH),
  };
  const expected = await whole.data();
  const made = [];
  for (const [step, active] of ACTIVE.entries()) {
    const rows = decodeRows(
      active.map((response) => {
        const prompt = RESPONSES[response];
        const first = prompt === 0 ? 0 : PROMPTS[0];
        const last = first + PROMPTS[prompt];
        // In two pieces for some: an opening, and the rest.
        const cut = first + response;
        const [opening, rest] = [[first, cut] as const, [cut, last] as const];
        return { slot: response, position: PROMPTS[prompt] + step, opening, prompt: rest };
      }),
    );
    const tokensNow = active.map((response) => responseStart[response] + step);
    const index = tensor1d(tokensNow, 'int32');
    const now = gather(qkv, index) as Tensor2D;
    const attrs = { heads: HEADS, step, maxNewTokens: NEW_TOKENS };
    const out = decodeAttention(now, cache, rows, rotary, attrs);
    const reference = tokensNow.flatMap((token) => [...expected.slice(token * WIDTH, (token + 1) * WIDTH)]);
    expect(await out.data(), `step ${step}`).toBeAllclose(reference, { relative: 1e-5, absolute: 1e-5 });
    made.push(rows, index, now, out);
  }
  for (const tensor of [
    ...made,
    qkv,
    whole,
    promptIndex,
    promptQkv,
    positions,
    rotary,
    cache.prompt,
    cache.generated,
  ]) {
    tensor.dispose();
  }
  layout.dispose();
  expect(memory().numTensors).toBe(before);
  expect(gpuErrors).toEqual([]);
});

it('gives a slot what another has generated, and nothing else, on wasm', async () => {
  await switchTo('wasm');
  const values = normals(RandomStream.of(5), [3 * NEW_TOKENS, 2 * WIDTH]).values;
  const cache = { prompt: emptyCache(1, 1, WIDTH), generated: tensor2d(values, [3 * NEW_TOKENS, 2 * WIDTH]) };
  copyKeysValues(cache, [[0, 2]], 4, NEW_TOKENS);
  const slot = NEW_TOKENS * 2 * WIDTH;
  const expected = Float32Array.from(values);
  expected.set(values.slice(0, 4 * 2 * WIDTH), 2 * slot);
  expect(await cache.generated.data()).toEqual(expected);
  cache.prompt.dispose();
  cache.generated.dispose();
});

it('is the same on WebGPU however many threads share the keys', async () => {
  await switchTo('webgpu');
  const stream = RandomStream.of(2);
  const draw = (shape: [number, number]) => tensor2d(normals(stream, shape).values, shape);
  const qkv = draw([3, 3 * WIDTH]);
  const prompt = draw([40, 2 * WIDTH]);
  const before = normals(stream, [4 * NEW_TOKENS, 2 * WIDTH]).values;
  const rows = decodeRows([
    { slot: 3, position: 30, opening: [0, 11], prompt: [11, 29] },
    { slot: 0, position: 12, opening: [0, 0], prompt: [29, 40] },
    { slot: 1, position: 2, opening: [3, 4], prompt: [0, 1] },
  ]);
  const rotary = rotaryTable(40, WIDTH / HEADS, 5000);
  const results = await Promise.all(
    [1, 2, 8].map(async (splits) => {
      const generated = tensor2d(before, [4 * NEW_TOKENS, 2 * WIDTH]);
      const tensors = { qkv, prompt, generated, rows, rotary };
      const attrs = { heads: HEADS, step: 4, maxNewTokens: NEW_TOKENS };
      const out = onGpu.decodeAttention(backend(), tensors, attrs, splits);
      return Promise.all([backend().read(out.dataId) as Promise<Float32Array>, generated.data()]);
    }),
  );
  for (const [out, generated] of results.slice(1)) {
    expect(out).toBeAllclose(results[0][0], { relative: 1e-5, absolute: 1e-5 });
    expect(generated).toBeAllclose(results[0][1]);
  }
  expect(results[0][1]).not.toBeAllclose(before);
  expect(gpuErrors).toEqual([]);
});

it.each(FUSED)('multiplies by the tied table on %s', async (name) => {
  await switchTo(name);
  const stream = RandomStream.of(3);
  const [rows, vocabulary, width, offset] = [5, 40, 16, 64];
  const hidden = normals(stream, [rows, width]);
  const parameters = normals(stream, [offset + vocabulary * width]);
  const buffers = { values: tensor1d(parameters.values), grads: tensor1d([0]) };
  const table = { buffers, offset, shape: [vocabulary, width], trainable: true };
  const result = logits(tensor2d(hidden.values, [rows, width]), table);
  const expected = Array.from({ length: rows * vocabulary }, (_, i) => {
    const [row, word] = [Math.floor(i / vocabulary), i % vocabulary];
    return hidden.values
      .slice(row * width, (row + 1) * width)
      .reduce((sum, x, k) => sum + x * parameters.values[offset + word * width + k], 0);
  });
  expect(await result.data()).toBeAllclose(expected, { relative: 1e-5, absolute: 1e-5 });
  expect(gpuErrors).toEqual([]);
});

it.each(FUSED.flatMap((name) => [0, 0.7, 1].map((temperature) => ({ name, temperature }))))(
  'draws from softmax(logits / $temperature) by inversion on $name',
  async ({ name, temperature }) => {
    await switchTo(name);
    const stream = RandomStream.of(4);
    const [rows, vocabulary] = [67, 24];
    const values = normals(stream, [rows, vocabulary], 2).values;
    // One row of equals (greedy: the first), one where a single token is possible.
    values.fill(1, 0, vocabulary);
    values.fill(-200, vocabulary, 2 * vocabulary);
    values[vocabulary + 9] = 50;
    const uniforms = Float32Array.from({ length: rows }, () => stream.next());
    uniforms[1] = 1 - 2 ** -24;
    const drawn = sampleTokens(tensor2d(values, [rows, vocabulary]), tensor1d(uniforms), temperature);
    const [tokens, logp] = [await drawn.tokens.data(), await drawn.logp.data()];
    for (let row = 0; row < rows; row++) {
      const scores = [...values.slice(row * vocabulary, (row + 1) * vocabulary)];
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp((score - most) / (temperature || 1)));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      let token = scores.indexOf(most);
      if (temperature > 0) {
        let cumulative = 0;
        token = weights.findIndex((weight) => {
          cumulative += weight;
          return cumulative > uniforms[row] * total;
        });
      }
      expect(tokens[row], `row ${row}`).toBe(token);
      const sum = scores.reduce((part, score) => part + Math.exp(score - most), 0);
      expect(logp[row]).toBeCloseTo(scores[token] - most - Math.log(sum), 4);
    }
    expect(gpuErrors).toEqual([]);
  },
);
