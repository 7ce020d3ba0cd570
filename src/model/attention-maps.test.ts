import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { perceptionSegments, randomPicture } from '../tasks/clevr/perception';
import { attentionMaps } from './attention-maps';
import { disposeModel, tinyModel } from './testing/tiny-model';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => setBackend('cpu'));

describe('attention maps', () => {
  it('hold a distribution over what stands before, for every layer, head and query asked for', async () => {
    const model = tinyModel();
    const random = RandomStream.of(4, 'maps');
    const [image, question] = perceptionSegments(randomPicture(random), 1, random, 0);
    const part = { ...image, tokens: [...image.tokens, ...question.tokens], weights: [] };
    const batch = flatBatch([part]);
    const first = image.tokens.length;
    const before = memory().numTensors;
    const maps = await attentionMaps(model, batch, first);
    expect(memory().numTensors).toBe(before);
    const { layers, heads } = model.config;
    const queries = batch.tokens - first;
    expect(maps.length).toBe(layers * heads * queries * batch.tokens);
    for (let row = 0; row < layers * heads * queries; row++) {
      const shares = maps.subarray(row * batch.tokens, (row + 1) * batch.tokens);
      const position = first + (row % queries);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      expect(shares.subarray(position + 1).every((share) => share === 0)).toBe(true);
      expect(shares[position]).toBeGreaterThan(0);
    }
    // Layers and heads are not copies of one another.
    const size = queries * batch.tokens;
    expect(maps.slice(0, size)).not.toEqual(maps.slice(size, 2 * size));
    disposeModel(model);
  });
});
