import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { caseOf, EOS, IMAGE, THINK, tokenId } from '../sequence/vocabulary';
import { queryTokens, responseTokens } from '../tasks/clevr/encode';
import {
  cotSftSegments,
  directSftSegments,
  policySftSegments,
  unmaskedCptSegments,
  vmCptSegments,
} from './sequences';
import { someExamples } from './testing/examples';

const VISUAL_TOKENS = 36;
const random = () => RandomStream.of(1, 'sequences');
const examples = someExamples(7, 3);

describe('VM-CPT', () => {
  const segments = vmCptSegments(examples, random());
  const batch = flatBatch(segments);

  it('runs (P, I, Q, C, A) of every example, the policy shared by its examples', () => {
    const policies = new Set(examples.map(({ policy }) => policy));
    expect(segments.filter(({ prefix }) => prefix === null)).toHaveLength(policies.size);
    const sequences = segments
      .filter(({ prefix }) => prefix !== null)
      .map(({ tokens, prefix }) => [...segments[prefix as number].tokens, ...tokens].join());
    const expected = examples.map(({ policy, tree, gold }) =>
      [
        ...policy.passage.tokens,
        ...Array(VISUAL_TOKENS).fill(IMAGE),
        ...queryTokens(tree),
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
      const sharing = segments.filter((segment) => segment.prefix === index).length;
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
    expect(unmasked.map(({ weights: _, ...segment }) => segment)).toEqual(
      segments.map(({ weights: _, ...segment }) => segment),
    );
    unmasked.forEach(({ tokens, weights }, index) => {
      const masked = segments[index].weights;
      expect(weights).toEqual(tokens.map((token, i) => (token === IMAGE ? 1 : masked[i])));
    });
    // The first token of a segment stands for itself: nothing in the segment is before it.
    expect(flatBatch(unmasked).targets.filter((target) => target === IMAGE)).toHaveLength(
      (VISUAL_TOKENS - 1) * examples.length,
    );
  });

  it('weighs as running every sequence by itself would', () => {
    const total = batch.weights.reduce((sum, weight) => sum + weight, 0);
    const unshared = examples.reduce(
      (sum, { policy, gold }) => sum + policy.passage.tokens.length - 1 + 3 + responseTokens(gold).length,
      0,
    );
    expect(total).toBe(unshared);
  });
});

describe('supervised fine-tuning', () => {
  it('CoT SFT trains the reasoning and the answer, with no policy in sight', () => {
    const batch = flatBatch(cotSftSegments(examples, random()));
    expect([...batch.targets]).toEqual(examples.flatMap(({ gold }) => responseTokens(gold)));
    expect(new Set(batch.weights)).toEqual(new Set([1]));
    expect(batch.sources).not.toContain(tokenId('<policy>'));
    expect(batch.images).toHaveLength(examples.length);
  });

  it('with the policy in the prompt, trains the same words behind each example’s own policy', () => {
    const segments = policySftSegments(examples, random());
    const batch = flatBatch(segments);
    const right = new Map(examples.map(({ policy }) => [policy.passage.tokens.join(), [] as number[]]));
    for (const { gold, policy } of examples) {
      right.get(policy.passage.tokens.join())?.push(...responseTokens(gold));
    }
    expect([...batch.targets]).toEqual([...right.values()].flat());
    expect(new Set(batch.weights)).toEqual(new Set([1]));
    for (const { prefix, tokens } of segments) {
      expect(right.has(tokens.join())).toBe(prefix === null);
    }
  });

  it('Direct SFT trains the answer alone', () => {
    const batch = flatBatch(directSftSegments(examples, random()));
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
