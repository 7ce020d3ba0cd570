import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { caseOf, EOS, IMAGE, THINK, tokenId } from '../sequence/vocabulary';
import { policyTokens, queryTokens, responseTokens } from '../tasks/clevr/encode';
import { FreshPolicies } from '../tasks/clevr/fresh-policies';
import {
  cotSftSegments,
  directSftSegments,
  policySftSegments,
  replayParts,
  unmaskedCptSegments,
  vmCptSegments,
} from './sequences';
import { someExamples } from './testing/examples';

const VISUAL_TOKENS = 36;
const random = () => RandomStream.of(1, 'sequences');
const examples = someExamples(7, 3);

describe('VM-CPT', () => {
  const parts = vmCptSegments(examples, random());
  const batch = flatBatch(parts, VISUAL_TOKENS);

  it('runs (P, I, Q, C, A) of every example, the policy shared by its examples', () => {
    const policies = new Set(examples.map(({ policy }) => policy));
    expect(parts.filter(({ prefix }) => prefix === null)).toHaveLength(policies.size);
    const sequences = parts
      .filter(({ prefix }) => prefix !== null)
      .map(({ tokens, prefix }) => [...parts[prefix as number].tokens, ...tokens].join());
    const expected = examples.map(({ policy, gold }) =>
      [
        ...policyTokens(policy),
        ...Array(VISUAL_TOKENS).fill(IMAGE),
        ...queryTokens(policy),
        ...responseTokens(gold),
      ].join(),
    );
    expect(sequences.sort()).toEqual(expected.sort());
  });

  it('trains every token that is not visual but the first of each policy, and no visual one', () => {
    const counted = new Map<number, number>();
    for (const [loss, row] of batch.lossRows.entries()) {
      const token = row + 1;
      expect(counted.has(token)).toBe(false);
      counted.set(token, batch.weights[loss]);
      expect(batch.sources[token]).toBe(batch.targets[loss]);
    }
    batch.segments.forEach(({ start, length, prefix }, index) => {
      const sharing = parts.filter((part) => part.prefix === index).length;
      for (let token = start; token < start + length; token++) {
        const first = prefix === null && token === start;
        const visual = batch.sources[token] < 0;
        const weight = prefix === null ? sharing : 1;
        expect(counted.get(token)).toBe(first || visual ? undefined : weight);
      }
    });
  });

  it('without the mask, trains the place of every visual token as well, and nothing else differently', () => {
    const unmasked = unmaskedCptSegments(examples, random());
    expect(unmasked.map(({ weights: _, ...part }) => part)).toEqual(
      parts.map(({ weights: _, ...part }) => part),
    );
    unmasked.forEach(({ tokens, weights }, index) => {
      const masked = parts[index].weights;
      expect(weights).toEqual(tokens.map((token, i) => (token === IMAGE ? 1 : masked[i])));
    });
    // The first token of a part stands for itself: nothing in the part is before it.
    expect(flatBatch(unmasked, VISUAL_TOKENS).targets.filter((target) => target === IMAGE)).toHaveLength(
      (VISUAL_TOKENS - 1) * examples.length,
    );
  });

  it('weighs as running every sequence by itself would', () => {
    const total = batch.weights.reduce((sum, weight) => sum + weight, 0);
    const unshared = examples.reduce(
      (sum, { policy, gold }) => sum + policyTokens(policy).length - 1 + 3 + responseTokens(gold).length,
      0,
    );
    expect(total).toBe(unshared);
  });
});

describe('supervised fine-tuning', () => {
  it('CoT SFT trains the reasoning and the answer, with no policy in sight', () => {
    const batch = flatBatch(cotSftSegments(examples, random()), VISUAL_TOKENS);
    expect([...batch.targets]).toEqual(examples.flatMap(({ gold }) => responseTokens(gold)));
    expect(new Set(batch.weights)).toEqual(new Set([1]));
    expect(batch.sources).not.toContain(tokenId('<policy>'));
    expect(batch.images).toHaveLength(examples.length);
  });

  it('with the policy in the prompt, trains the same words behind each example’s own policy', () => {
    const parts = policySftSegments(examples, random());
    const batch = flatBatch(parts, VISUAL_TOKENS);
    const right = new Map(examples.map(({ policy }) => [policyTokens(policy).join(), [] as number[]]));
    for (const { gold, policy } of examples) {
      right.get(policyTokens(policy).join())?.push(...responseTokens(gold));
    }
    expect([...batch.targets]).toEqual([...right.values()].flat());
    expect(new Set(batch.weights)).toEqual(new Set([1]));
    for (const { prefix, tokens } of parts) {
      expect(right.has(tokens.join())).toBe(prefix === null);
    }
  });

  it('Direct SFT trains the answer alone', () => {
    const batch = flatBatch(directSftSegments(examples, random()), VISUAL_TOKENS);
    expect([...batch.targets].map((token) => caseOf(token) ?? token)).toEqual(
      examples.flatMap(({ gold }) => [gold.caseNumber, EOS]),
    );
    expect(batch.sources).not.toContain(tokenId('<policy>'));
    expect(batch.sources).not.toContain(THINK);
  });

  it('augments the same way for every method, so that the method alone differs', () => {
    const augmentations = [directSftSegments, cotSftSegments].map((make) =>
      make(examples, random()).map(({ images }) => images[0].augmentation),
    );
    expect(augmentations[0]).toEqual(augmentations[1]);
    expect(new Set(augmentations[0].map((one) => JSON.stringify(one))).size).toBeGreaterThan(1);
  });
});

describe('replay', () => {
  it('makes valid batches of fresh policies and questions, whatever the count', () => {
    const fresh = new FreshPolicies(RandomStream.of(2, 'names'));
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, count) => {
        const parts = replayParts(count, fresh, RandomStream.of(seed, 'replay'));
        const batch = flatBatch(parts, VISUAL_TOKENS);
        expect(batch.images).toHaveLength(count);
        expect(batch.lossRows.length).toBeGreaterThan(0);
        expect(parts.filter(({ prefix }) => prefix === null)).toHaveLength(count);
        for (const [index, { prefix }] of parts.entries()) {
          if (prefix !== null) {
            // Attention needs continuations behind their prefix without a gap.
            expect(parts.slice(prefix + 1, index).every((part) => part.prefix === prefix)).toBe(true);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
