import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory, setBackend, tensor1d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import '../kernels/testing/allclose';
import { deviceBatch, targetLogProbs } from '../model/forward';
import { logProbs } from '../model/log-probs';
import { EVERYTHING } from '../model/parameters';
import { disposeModel, tinyModel } from '../model/testing/tiny-model';
import { flatBatch, plainImage, weighedFrom } from '../sequence/flat-batch';
import { caseToken, EOS, IMAGE, THINK, tokenId, VOCABULARY } from '../sequence/vocabulary';
import { responseTokens } from '../tasks/clevr/encode';
import { promptOf } from '../tasks/task';
import { aggregationWeights } from './aggregation';
import { ofAll, weightsOfDistinct } from './alike';
import { accumulateGradients } from './gradients';
import { objectiveLoss } from './objective';
import { OBJECTIVES } from './policy-rollout';
import { type ResponseBatch, responseBatch } from './response-batch';
import { someExamples } from './testing/examples';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

const VISUAL_TOKENS = 36;
const examples = someExamples(3, 2);

// A response may hold any token, <image> too.
const word = fc.integer({ min: 0, max: VOCABULARY - 1 });
const groups = fc.array(
  fc.record({
    example: fc.constantFrom(...examples),
    rollouts: fc.array(
      fc.record({ tokens: fc.array(word, { minLength: 1, maxLength: 12 }), advantage: fc.integer() }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** GRPO's loss and gradient on a batch, with ratios and KL that are not trivial. */
async function lossAndGradient({
  batch,
  advantages,
  lengths,
  places,
}: ResponseBatch): Promise<[loss: number, gradient: Float32Array]> {
  const model = tinyModel();
  const device = deviceBatch(batch, model.config);
  const ofEach = aggregationWeights(lengths, 'token-mean', 12);
  const weights = weightsOfDistinct(ofEach, { places, tokens: advantages.length });
  const { logp } = await logProbs(model, batch);
  const [old, reference] = [0.1, -0.2].map((shift) => tensor1d(logp.map((value) => value + shift)));
  const loss = accumulateGradients(model.parameters, (anchor) => {
    const now = targetLogProbs(model, device, { trained: EVERYTHING, anchor }).logp;
    return objectiveLoss(now, old, reference, tensor1d(advantages), tensor1d(weights), OBJECTIVES.grpo);
  });
  const gradient = Float32Array.from(await model.parameters.buffers.grads.data());
  const [value] = await loss.data();
  device.dispose();
  dispose([loss, old, reference]);
  disposeModel(model);
  return [value, gradient];
}

describe('responseBatch', () => {
  it('re-attaches every response to the prompt without the policy', () => {
    fc.assert(
      fc.property(groups, (drawn) => {
        const { batch, advantages, lengths, places } = responseBatch(drawn);
        const rollouts = drawn.flatMap((group) =>
          group.rollouts.map((rollout) => ({ ...rollout, example: group.example })),
        );
        expect(lengths).toEqual(rollouts.map(({ tokens }) => tokens.length));
        expect(ofAll(advantages, places)).toEqual(
          rollouts.flatMap(({ tokens, advantage }) => tokens.map(() => Math.fround(advantage))),
        );
        let token = 0;
        for (const { tokens, example } of rollouts) {
          const first = places[token];
          const segment = batch.segments.findLast(({ start }) => start <= batch.lossRows[first]);
          if (!segment) throw new Error('A loss row lies before every segment.');
          const prefix = batch.segments[segment.prefix as number];
          const words = [...batch.sources.slice(prefix.start, prefix.start + prefix.length)];
          const own = [...batch.sources.slice(segment.start, segment.start + segment.length)];
          const prompt = promptOf(example, false).tokens.filter((token) => token !== IMAGE);
          // The prompt: its picture, then the query; the query's last word starts each response.
          expect(words.filter((source) => source < 0)).toHaveLength(VISUAL_TOKENS);
          expect([...words.filter((source) => source >= 0), own[0]]).toEqual(prompt);
          expect(own.slice(1)).toEqual(tokens);
          const picture = words.find((source) => source < 0) as number;
          expect(batch.images[(-1 - picture) / VISUAL_TOKENS].picture).toBe(example.prompt.images[0]);
          expect(words).not.toContain(tokenId('<policy>'));
          expect(words).not.toContain(tokenId('go'));
          // Every token of the response, the first one too, is predicted from the row before it.
          for (let t = 0; t < tokens.length; t++, token++) {
            const loss = places[token];
            expect(batch.lossRows[loss]).toBe(segment.start + t);
            expect(batch.targets[loss]).toBe(tokens[t]);
            expect(batch.weights[loss]).toBe(1);
          }
        }
        expect(token).toBe(places.length);
        // Nothing is in the batch that no response needs.
        expect(new Set(places).size).toBe(batch.lossRows.length);
      }),
      { numRuns: 50 },
    );
  });

  it('holds alike responses of a group once, and those that differ in tokens, advantage or question each', () => {
    const [one, other] = [
      [THINK, EOS],
      [THINK, THINK, EOS],
    ];
    const rollouts = [
      { tokens: one, advantage: 1 },
      { tokens: other, advantage: 1 },
      { tokens: [...one], advantage: 1 },
      { tokens: one, advantage: -1 },
    ];
    const { batch, lengths, places } = responseBatch([
      { example: examples[0], rollouts },
      { example: examples[0], rollouts: rollouts.slice(0, 1) },
    ]);
    expect(lengths).toEqual([2, 3, 2, 2, 2]);
    expect([...places]).toEqual([0, 1, 2, 3, 4, 0, 1, 5, 6, 7, 8]);
    expect(batch.lossRows).toHaveLength(9);
    const ofEach = [1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1];
    expect(weightsOfDistinct(ofEach, { places, tokens: 9 })).toEqual([2, 2, 2, 2, 2, 1, 1, 1, 1]);
  });

  describe('on the cpu', () => {
    beforeAll(() => setBackend('cpu'));

    it('gives the loss and the gradient of all responses, alike ones each by itself', async () => {
      const tokens = [THINK, caseToken(3), EOS];
      const rollouts = [tokens, [THINK, EOS], tokens, tokens].map((said, i) => ({
        tokens: said,
        advantage: i === 1 ? -1.5 : 0.5,
      }));
      const all = [{ example: examples[0], rollouts }];
      // Four groups of one have nothing in common.
      const apart = rollouts.map((rollout) => ({ example: examples[0], rollouts: [rollout] }));
      const [together, each] = [responseBatch(all), responseBatch(apart)];
      expect(together.batch.lossRows.length).toBeLessThan(each.batch.lossRows.length);
      const [loss, gradient] = await lossAndGradient(together);
      const [expected, reference] = await lossAndGradient(each);
      expect(loss).toBeCloseTo(expected, 6);
      expect(Math.max(...reference.map(Math.abs))).toBeGreaterThan(0.01);
      expect(gradient).toBeAllclose(reference, { relative: 1e-4, absolute: 1e-6 });
    });

    it('gives each response the log-probabilities it has on its own, unshared', async () => {
      const model = tinyModel();
      const before = memory().numTensors;
      const responses = [
        responseTokens(examples[0].gold),
        [THINK, EOS],
        [caseToken(3), EOS],
        responseTokens(examples[1].gold).slice(0, 4),
      ].map((tokens, i) => ({ tokens, advantage: i }));
      const { batch } = responseBatch([
        { example: examples[0], rollouts: responses.slice(0, 3) },
        { example: examples[1], rollouts: responses.slice(2) },
      ]);
      const together = await logProbs(model, batch);
      const alone: number[] = [];
      for (const [example, { tokens }] of [
        ...responses.slice(0, 3).map((response) => [examples[0], response] as const),
        ...responses.slice(2).map((response) => [examples[1], response] as const),
      ]) {
        const prompt = promptOf(example, false).tokens;
        const part = weighedFrom(prompt.length, [...prompt, ...tokens], {
          images: example.prompt.images.map(plainImage),
        });
        alone.push(...(await logProbs(model, flatBatch([part]))).logp);
      }
      expect(together.logp).toHaveLength(alone.length);
      alone.forEach((logp, i) => {
        expect(together.logp[i]).toBeCloseTo(logp, 4);
      });
      expect(memory().numTensors).toBe(before);
      disposeModel(model);
    });
  });
});
