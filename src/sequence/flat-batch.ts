import { type Augmentation, type Picture, UNCHANGED, visualTokens } from './image';
import { IMAGE } from './vocabulary';

/** A picture as it enters a batch. */
export interface BatchImage {
  readonly picture: Picture;
  readonly augmentation: Augmentation;
}

/**
 * A stretch of tokens in a batch: a whole sequence, the prefix of others, or the continuation of a prefix. A prefix
 * must stand before its continuations, and these follow it without a gap.
 */
export interface Segment {
  readonly tokens: readonly number[];
  /** One image for each run of `<image>` placeholders, in order; later `<image>` tokens are words. */
  readonly images: readonly BatchImage[];
  /** Weight of each token's own prediction, from what stands before it in this segment; the first token has none. */
  readonly weights: readonly number[];
  /** Index in the batch of the segment that this one continues. */
  readonly prefix: number | null;
}

/**
 * Several segments one behind the other, without padding: what model/forward.ts runs. Plain arrays; the model makes tensors.
 */
export interface FlatBatch {
  readonly tokens: number;
  /** Token ids; for visual tokens -1 - index into the batch's visual tokens. */
  readonly sources: Int32Array;
  readonly segments: readonly {
    readonly start: number;
    readonly length: number;
    readonly prefix: number | null;
    readonly images: readonly (readonly [first: number, last: number])[];
  }[];
  /** Each image once, however many segments show it; its visual tokens follow those of the images before it. */
  readonly images: readonly BatchImage[];
  /** Tokens whose next token counts: row in the batch, target id, weight. */
  readonly lossRows: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/** Lays segments out in one flat batch. */
export function flatBatch(laidOut: readonly Segment[]): FlatBatch {
  const tokens = laidOut.reduce((sum, segment) => sum + segment.tokens.length, 0);
  const sources = new Int32Array(tokens);
  const segments: FlatBatch['segments'][number][] = [];
  const images: BatchImage[] = [];
  /** First visual token of each image. */
  const rowOfImage = new Map<BatchImage, number>();
  let visualRows = 0;
  const lossRows: number[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  let start = 0;
  for (const segment of laidOut) {
    const blocks: [number, number][] = [];
    let image = 0;
    for (let i = 0; i < segment.tokens.length; i++) {
      const token = segment.tokens[i];
      // A model may say the word <image> in a response: without an image left it is a word like any other.
      const shown = token === IMAGE ? segment.images[image] : undefined;
      if (!shown) {
        sources[start + i] = token;
      } else {
        image++;
        const count = visualTokens(shown.picture);
        let row = rowOfImage.get(shown);
        if (row === undefined) {
          row = visualRows;
          rowOfImage.set(shown, row);
          images.push(shown);
          visualRows += count;
        }
        for (let patch = 0; patch < count; patch++) {
          sources[start + i + patch] = -1 - (row + patch);
        }
        blocks.push([i, i + count]);
        i += count - 1;
      }
    }
    if (image < segment.images.length) {
      throw new Error('A segment has more images than places for them.');
    }
    for (let i = 1; i < segment.tokens.length; i++) {
      if (segment.weights[i] > 0) {
        lossRows.push(start + i - 1);
        targets.push(segment.tokens[i]);
        weights.push(segment.weights[i]);
      }
    }
    segments.push({ start, length: segment.tokens.length, prefix: segment.prefix, images: blocks });
    start += segment.tokens.length;
  }
  return {
    tokens,
    sources,
    segments,
    images,
    lossRows: Int32Array.from(lossRows),
    targets: Int32Array.from(targets),
    weights: Float32Array.from(weights),
  };
}

export function plainImage(picture: Picture): BatchImage {
  return { picture, augmentation: UNCHANGED };
}

/** Where a segment's own tokens stand. */
export interface SegmentOptions {
  readonly images?: readonly BatchImage[];
  readonly prefix?: number | null;
}

/** A segment whose tokens weigh 1 in the loss from token `from` on. */
export function weighedFrom(
  from: number,
  tokens: readonly number[],
  { images = [], prefix = null }: SegmentOptions = {},
): Segment {
  return { tokens, images, weights: tokens.map((_, i) => (i >= from ? 1 : 0)), prefix };
}
