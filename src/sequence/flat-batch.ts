import { type Augmentation, UNCHANGED } from './image';
import { IMAGE } from './vocabulary';

/** An image as it enters a batch. */
export interface BatchImage {
  readonly rgb: Uint8Array;
  readonly augmentation: Augmentation;
}

/**
 * A stretch of tokens in a batch: a whole sequence, the prefix of others, or the continuation of a prefix. A prefix
 * must stand before its continuations, and these follow it without a gap.
 */
export interface SequencePart {
  readonly tokens: readonly number[];
  /** One image for each run of `<image>` placeholders, in order; later `<image>` tokens are words. */
  readonly images: readonly BatchImage[];
  /** Weight of each token's own prediction, from what stands before it in this part; the first token has none. */
  readonly weights: readonly number[];
  /** Index in the batch of the part this one continues. */
  readonly prefix: number | null;
}

/**
 * Several parts one behind the other, without padding: what model/forward.ts runs. Plain arrays; the model makes tensors.
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
  /** Each picture once, however many parts show it. */
  readonly images: readonly BatchImage[];
  /** Tokens whose next token counts: row in the batch, target id, weight. */
  readonly lossRows: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/** Lays parts out in one flat batch. */
export function flatBatch(parts: readonly SequencePart[], visualTokens: number): FlatBatch {
  const tokens = parts.reduce((sum, part) => sum + part.tokens.length, 0);
  const sources = new Int32Array(tokens);
  const segments: FlatBatch['segments'][number][] = [];
  const images: BatchImage[] = [];
  const indexOfImage = new Map<BatchImage, number>();
  const lossRows: number[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  let start = 0;
  for (const part of parts) {
    const blocks: [number, number][] = [];
    let image = 0;
    for (let i = 0; i < part.tokens.length; i++) {
      const token = part.tokens[i];
      // A model may say the word <image> in a response: without an image left it is a word like any other.
      const picture = token === IMAGE ? part.images[image] : undefined;
      if (!picture) {
        sources[start + i] = token;
      } else {
        image++;
        const row = indexOfImage.get(picture) ?? images.push(picture) - 1;
        indexOfImage.set(picture, row);
        for (let patch = 0; patch < visualTokens; patch++) {
          sources[start + i + patch] = -1 - (row * visualTokens + patch);
        }
        blocks.push([i, i + visualTokens]);
        i += visualTokens - 1;
      }
    }
    if (image < part.images.length) {
      throw new Error('A part has more images than places for them.');
    }
    for (let i = 1; i < part.tokens.length; i++) {
      if (part.weights[i] > 0) {
        lossRows.push(start + i - 1);
        targets.push(part.tokens[i]);
        weights.push(part.weights[i]);
      }
    }
    segments.push({ start, length: part.tokens.length, prefix: part.prefix, images: blocks });
    start += part.tokens.length;
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

export function plainImage(rgb: Uint8Array): BatchImage {
  return { rgb, augmentation: UNCHANGED };
}

/** A part of its own, trained from token `from` on with weight 1 per token. */
export function trainedFrom(
  tokens: readonly number[],
  images: readonly BatchImage[],
  from: number,
  prefix: number | null = null,
): SequencePart {
  return { tokens, images, weights: tokens.map((_, i) => (i >= from ? 1 : 0)), prefix };
}
