import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch, weighedFrom } from '../sequence/flat-batch';
import { visualTokens } from '../sequence/image';
import { clevrCurriculum } from './clevr/curriculum';
import { combined, portion } from './curriculum';
import { BASE_FAMILIES } from './pretraining';
import type { Curriculum, PretrainingMoment } from './task';

const EARLY: PretrainingMoment = { isPlain: true, progress: 0.1, isLong: false, isDecisive: false };
const LONG: PretrainingMoment = { isPlain: false, progress: 1, isLong: true, isDecisive: true };

/** A family whose batch is `size` times its share of pairs: a prefix of one word, and a continuation of it. */
function pairs(word: number, size: number): Curriculum {
  return {
    pictures: (count) =>
      Array.from({ length: count }, () => ({
        picture: { rgb: new Uint8Array(16 * 16 * 3), side: 16, canMirror: true },
        labels: [{ words: [word], isEmpty: false }],
      })),
    segments: (_, pictures, random, share) =>
      Array.from({ length: portion(size, share, random) + pictures.length }, (_, i) => [
        weighedFrom(1, [word]),
        weighedFrom(0, [word, word], { prefix: 2 * i }),
      ]).flat(),
  };
}

describe('combined', () => {
  it('gives every part its share, and keeps continuations with their prefixes', () => {
    const random = RandomStream.of(1);
    const both = combined([
      { curriculum: pairs(40, 8), share: 0.75 },
      { curriculum: pairs(41, 8), share: 0.25 },
    ]);
    const pictures = both.pictures(16, random);
    expect(pictures.map(({ labels }) => labels[0]?.words[0]).filter((word) => word === 41)).toHaveLength(4);
    expect(pictures).toHaveLength(16);
    const segments = both.segments(EARLY, pictures, random, 1);
    expect(segments.filter(({ tokens }) => tokens[0] === 40)).toHaveLength(2 * (6 + 12));
    expect(segments.filter(({ tokens }) => tokens[0] === 41)).toHaveLength(2 * (2 + 4));
    for (const { tokens, prefix } of segments) {
      if (prefix !== null) expect(segments[prefix].tokens[0]).toBe(tokens[0]);
    }
    expect(() => flatBatch(segments)).not.toThrow();
  });

  it('refuses shares that do not sum to 1', () => {
    expect(() => combined([{ curriculum: pairs(40, 1), share: 0.5 }])).toThrow('not to 0.5');
  });
});

it('portion: whole things, on average the share', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, share) => {
        const random = RandomStream.of(1, `${count} ${share}`);
        const drawn = Array.from({ length: 400 }, () => portion(count, share, random));
        expect(
          drawn.every((n) => n === Math.floor(count * share) || n === Math.floor(count * share) + 1),
        ).toBe(true);
        expect(Math.abs(drawn.reduce((sum, n) => sum + n, 0) / 400 - count * share)).toBeLessThan(0.12);
      },
    ),
    { numRuns: 30 },
  );
});

describe('the curriculum of bases', () => {
  const curriculum = BASE_FAMILIES.clevr.curriculum(RandomStream.of(1, 'names'));

  it('has labels for every visual token of every picture, crops among them', () => {
    const pictures = curriculum.pictures(3, RandomStream.of(2));
    for (const { picture, labels } of pictures) expect(labels).toHaveLength(visualTokens(picture));
    expect(pictures.map(({ picture }) => visualTokens(picture))).toEqual([36, 1, 36, 1, 36, 1]);
    for (const { labels } of pictures.filter(({ picture }) => visualTokens(picture) === 1)) {
      expect(labels[0]?.words).toHaveLength(4);
    }
  });

  it('fits the positions of a model, and shows policies with crops and without, of up to six layers', () => {
    const own = clevrCurriculum(RandomStream.of(1, 'names'));
    let longest = 0;
    const lengths: number[] = [];
    let withCrops = 0;
    for (let step = 0; step < 4; step++) {
      const random = RandomStream.of(step);
      const segments = own.segments(LONG, own.pictures(2, random), random, 1);
      expect(() => flatBatch(segments)).not.toThrow();
      for (const { tokens, prefix } of segments) {
        longest = Math.max(longest, tokens.length + (prefix === null ? 0 : segments[prefix].tokens.length));
      }
      // A policy stands before its examples, and nothing of it weighs.
      const policies = segments.filter(({ weights, images, tokens }) => {
        return weights.every((weight) => weight === 0) && tokens.length > 1 && !images.some(isWhole);
      });
      lengths.push(...policies.map(({ tokens }) => tokens.length));
      withCrops += policies.filter(({ images }) => images.length > 0).length;
    }
    expect(longest).toBeLessThan(1024 - 40);
    expect(Math.max(...lengths)).toBeGreaterThan(400);
    expect(withCrops / lengths.length).toBeGreaterThan(0.25);
    expect(withCrops / lengths.length).toBeLessThan(0.75);
  });
});

function isWhole({ picture }: { picture: { side: number } }): boolean {
  return picture.side > 16;
}
