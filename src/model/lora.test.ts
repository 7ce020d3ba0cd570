import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { FreshPolicies, inContextSegments } from '../tasks/clevr/fresh-policies';
import { perceptionSegments, randomPicture } from '../tasks/clevr/perception';
import { logProbs } from './log-probs';
import { mergeAdapters, withAdapters } from './lora';
import { Parameters } from './parameters';
import { disposeModel, modelOf, tinyConfig, tinyModel } from './testing/tiny-model';

beforeAll(() => setBackend('cpu'));

function batch() {
  const random = RandomStream.of(2, 'parts');
  const parts = perceptionSegments(randomPicture(random), 2, random, 0);
  return flatBatch([...parts, ...inContextSegments(new FreshPolicies(random).draw(1, random), 2, random, 2)]);
}

it('changes nothing as it is added, computes W + A B, and leaves a plain model that computes the same', async () => {
  const plain = tinyModel();
  const values = await plain.parameters.values();
  const before = (await logProbs(plain, batch())).logp;
  const random = RandomStream.of(1, 'lora');
  const added = withAdapters(tinyConfig(), values, 8, random);
  expect(mergeAdapters(added)).toEqual({ config: tinyConfig(), values });

  const adapted = modelOf(added.config, Parameters.from(added.config, added.values));
  const trained = added.values.map((value) => (value === 0 ? 0.1 * random.normal() : value));
  const moved = modelOf(added.config, Parameters.from(added.config, trained));
  const merged = mergeAdapters({ config: added.config, values: trained });
  const restored = modelOf(merged.config, Parameters.from(merged.config, merged.values));
  const [same, other, again] = await Promise.all(
    [adapted, moved, restored].map(async (model) => (await logProbs(model, batch())).logp),
  );
  before.forEach((logp, i) => {
    expect(same[i]).toBeCloseTo(logp, 5);
    expect(again[i]).toBeCloseTo(other[i], 4);
  });
  expect(Math.max(...other.map((logp, i) => Math.abs(logp - before[i])))).toBeGreaterThan(0.05);
  for (const model of [plain, adapted, moved, restored]) {
    disposeModel(model);
  }
});
