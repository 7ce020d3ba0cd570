import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatBatch, plainImage, type Segment, weighedFrom } from './flat-batch';
import { visualTokens } from './image';
import { IMAGE } from './vocabulary';

const SIDE = 16;
const PLACES = visualTokens({ side: SIDE });
const picture = (id: number) => plainImage({ rgb: new Uint8Array([id]), side: SIDE, canMirror: true });
const block = Array<number>(PLACES).fill(IMAGE);

/** Segments of words and images, with weights; some continue the first. */
const parts = fc
  .array(
    fc.record({
      pieces: fc.array(fc.oneof(fc.constant('image'), fc.integer({ min: 2, max: 200 })), {
        minLength: 1,
        maxLength: 8,
      }),
      weight: fc.constantFrom(0, 1, 2),
      continues: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) => {
    const shared = picture(99);
    return drawn.map(({ pieces, weight, continues }, index): Segment => {
      const tokens = pieces.flatMap((piece) => (piece === 'image' ? block : [piece as number]));
      const images = pieces
        .filter((piece) => piece === 'image')
        .map((_, i) => (i === 0 ? shared : picture(i)));
      const weights = tokens.map((token) => (token === IMAGE ? 0 : weight));
      return { tokens, images, weights, prefix: continues && index > 0 ? 0 : null };
    });
  });

describe('flatBatch', () => {
  it('lays segments one behind the other: words, pictures, image blocks, losses', () => {
    fc.assert(
      fc.property(parts, (drawn) => {
        const batch = flatBatch(drawn);
        expect(batch.tokens).toBe(drawn.reduce((sum, { tokens }) => sum + tokens.length, 0));
        expect(batch.sources).toHaveLength(batch.tokens);
        let start = 0;
        let losses = 0;
        drawn.forEach((part, index) => {
          const segment = batch.segments[index];
          expect(segment).toMatchObject({ start, length: part.tokens.length, prefix: part.prefix });
          expect(segment.images).toHaveLength(part.images.length);
          let image = 0;
          part.tokens.forEach((token, i) => {
            const source = batch.sources[start + i];
            if (token !== IMAGE) {
              expect(source).toBe(token);
            } else {
              const here = segment.images.findIndex(([first, last]) => i >= first && i < last);
              const [first, last] = segment.images[here];
              expect(last - first).toBe(PLACES);
              const row = Math.floor((-1 - source) / PLACES);
              expect((-1 - source) % PLACES).toBe(i - first);
              expect(batch.images[row]).toBe(part.images[here]);
              image = here + 1;
            }
            if (i > 0 && part.weights[i] > 0) {
              expect(batch.lossRows[losses]).toBe(start + i - 1);
              expect(batch.targets[losses]).toBe(token);
              expect(batch.weights[losses]).toBe(part.weights[i]);
              losses++;
            }
          });
          expect(image).toBe(part.images.length);
          start += part.tokens.length;
        });
        expect(batch.lossRows).toHaveLength(losses);
        expect(new Set(batch.images).size).toBe(batch.images.length);
      }),
    );
  });

  it('reads <image> without an image left as a word, and refuses an image without a place', () => {
    const said = flatBatch([weighedFrom(0, [...block, block[0]], { images: [picture(1)] })]);
    expect(said.sources[block.length]).toBe(block[0]);
    expect(said.segments[0].images).toEqual([[0, block.length]]);
    expect(() => flatBatch([weighedFrom(0, block, { images: [picture(1), picture(2)] })])).toThrow(
      'A segment has more images than places for them.',
    );
  });
});
