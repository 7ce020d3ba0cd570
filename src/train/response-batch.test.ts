import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { logProbs } from '../model/log-probs';
import { disposeModel, tinyModel } from '../model/testing/tiny-model';
import { flatBatch, plainImage, weighedFrom } from '../sequence/flat-batch';
import { caseToken, EOS, IMAGE, THINK, tokenId, VOCABULARY } from '../sequence/vocabulary';
import { responseTokens } from '../tasks/clevr/encode';
import { promptOf } from '../tasks/task';
import { responseBatch } from './response-batch';
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

describe('responseBatch', () => {
  it('re-attaches every response to the prompt without the policy', () => {
    fc.assert(
      fc.property(groups, (drawn) => {
        const { batch, advantages, lengths } = responseBatch(drawn);
        const rollouts = drawn.flatMap((group) =>
          group.rollouts.map((rollout) => ({ ...rollout, example: group.example })),
        );
        expect(lengths).toEqual(rollouts.map(({ tokens }) => tokens.length));
        expect([...advantages]).toEqual(
          rollouts.flatMap(({ tokens, advantage }) => tokens.map(() => Math.fround(advantage))),
        );
        let loss = 0;
        for (const { tokens, example } of rollouts) {
          const segment = batch.segments.findLast(({ start }) => start <= batch.lossRows[loss]);
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
          for (let t = 0; t < tokens.length; t++, loss++) {
            expect(batch.lossRows[loss]).toBe(segment.start + t);
            expect(batch.targets[loss]).toBe(tokens[t]);
            expect(batch.weights[loss]).toBe(1);
          }
        }
        expect(loss).toBe(batch.lossRows.length);
      }),
      { numRuns: 50 },
    );
  });

  describe('on the cpu', () => {
    beforeAll(() => setBackend('cpu'));

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
