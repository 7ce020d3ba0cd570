import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch, type Segment } from '../sequence/flat-batch';
import { FreshPolicies, inContextSegments } from '../tasks/clevr/fresh-policies';
import { perceptionSegments, randomPicture } from '../tasks/clevr/perception';
import { logProbs } from './log-probs';
import { Parameters } from './parameters';
import { disposeModel, modelOf, tinyConfig, tinyModel } from './testing/tiny-model';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => setBackend('cpu'));

function someParts(): Segment[] {
  const random = RandomStream.of(2, 'parts');
  const parts = perceptionSegments(randomPicture(random), 2, random, 0);
  const fresh = new FreshPolicies(random);
  return [...parts, ...inContextSegments(fresh.draw(1, random), 2, random, parts.length)];
}

const batchOf = (parts: Segment[]) => flatBatch(parts);

describe('the model', () => {
  it('with LoRA and B = 0 is the model without', async () => {
    const random = RandomStream.of(3, 'init');
    const [plain, adapted] = [0, 8].map((rank) => {
      const config = tinyConfig(rank);
      return modelOf(config, Parameters.initial(config, random));
    });
    const batch = batchOf(someParts());
    const expected = await logProbs(plain, batch);
    const actual = await logProbs(adapted, batch);
    expect(actual.logp.length).toBeGreaterThan(20);
    actual.logp.forEach((logp, i) => {
      expect(logp).toBeCloseTo(expected.logp[i], 5);
    });
    disposeModel(plain);
    disposeModel(adapted);
  });

  it('gives the same log-probabilities whatever else is in the batch, and in whatever order', async () => {
    const model = tinyModel();
    const before = memory().numTensors;
    const parts = someParts();
    const second = parts.findIndex(({ prefix }, i) => i > 0 && prefix === null);
    const groups = [parts.slice(0, second), parts.slice(second)];
    const moved = (group: Segment[], first: number) =>
      group.map((part) => ({ ...part, prefix: part.prefix === null ? null : first }));
    const alone = [];
    for (const group of groups) {
      alone.push((await logProbs(model, batchOf(moved(group, 0)))).logp);
    }
    const [one, other] = groups;
    const together = await logProbs(model, batchOf([...moved(one, 0), ...moved(other, one.length)]));
    const turned = await logProbs(model, batchOf([...moved(other, 0), ...moved(one, other.length)]));
    [...alone[0], ...alone[1]].forEach((logp, i) => {
      expect(together.logp[i]).toBeCloseTo(logp, 4);
    });
    [...alone[1], ...alone[0]].forEach((logp, i) => {
      expect(turned.logp[i]).toBeCloseTo(logp, 4);
    });
    expect(memory().numTensors).toBe(before);
    disposeModel(model);
  });

  it('sees the picture, and no token sees what comes after it', async () => {
    const model = tinyModel();
    const random = RandomStream.of(4, 'causal');
    const [image, question] = perceptionSegments(randomPicture(random), 1, random, 0);
    const whole = await logProbs(model, batchOf([image, question]));
    const half = Math.floor(question.tokens.length / 2);
    const cut = {
      ...question,
      tokens: question.tokens.slice(0, half),
      weights: question.weights.slice(0, half),
    };
    const before = await logProbs(model, batchOf([image, cut]));
    before.logp.forEach((logp, i) => {
      expect(logp).toBeCloseTo(whole.logp[i], 4);
    });
    const [otherImage] = perceptionSegments(randomPicture(random), 1, random, 0);
    const elsewhere = await logProbs(model, batchOf([otherImage, question]));
    expect(Math.max(...elsewhere.logp.map((logp, i) => Math.abs(logp - whole.logp[i])))).toBeGreaterThan(
      1e-3,
    );
    for (const entropy of whole.entropy) {
      expect(entropy).toBeGreaterThan(0);
      expect(entropy).toBeLessThanOrEqual(Math.log(model.config.vocabulary) + 1e-4);
    }
    disposeModel(model);
  });
});
