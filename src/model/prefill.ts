import { keep, scalar, tidy } from '@tensorflow/tfjs-core';
import { attention } from '../kernels/attention/attention';
import { type DecodeRow, emptyCache, type LayerCache, promptKeysValues } from '../kernels/decode/decode';
import { doing } from '../kernels/work';
import { type BatchImage, flatBatch, plainImage, type Segment } from '../sequence/flat-batch';
import type { Picture } from '../sequence/image';
import type { Passage } from '../sequence/passage';
import { blockOutput, blockProjections, deviceBatch, inputRows, type Model } from './forward';
import { NOTHING } from './parameters';

/** Where a prompt's tokens but the last lie in the caches. */
export type PromptPlace = Pick<DecodeRow, 'opening' | 'prompt'>;

/** Caches per layer, and the place of each prompt in them. */
export interface Prefilled {
  readonly caches: LayerCache[];
  readonly places: readonly PromptPlace[];
}

/**
 * Runs all prompts but their last tokens once, keeping every layer's keys and values. (The last token is the first
 * input of decoding, so that every response starts from a row of its own.)
 *
 * An opening that several prompts share runs once: what stands behind it does not change it.
 *
 * @param slots responses whose tokens the caches will hold
 */
export function prefill(
  model: Model,
  prompts: readonly Passage[],
  slots: number,
  maxNewTokens: number,
): Prefilled {
  const { config, rotary } = model;
  const { segments, places } = promptSegments(prompts);
  const batch = deviceBatch(flatBatch(segments), config);
  const caches: LayerCache[] = [];
  const run = () => {
    let x = inputRows(model, batch, NOTHING, scalar(0));
    for (let block = 0; block < config.layers; block++) {
      const qkv = blockProjections(model, block, x, NOTHING);
      caches.push({
        prompt: keep(promptKeysValues(qkv, batch.layout.positions, config.heads, rotary)),
        generated: keep(emptyCache(slots, maxNewTokens, config.width)),
      });
      if (block < config.layers - 1) {
        const attended = attention(qkv, batch.layout, config.heads, rotary);
        x = blockOutput(model, block, x, attended, NOTHING);
      }
    }
  };
  doing('prefill', () => tidy(run));
  batch.dispose();
  return { caches, places };
}

/** The prompts but their last tokens as segments: openings that several share, each followed by the rests of its prompts. */
function promptSegments(prompts: readonly Passage[]): {
  segments: Segment[];
  places: readonly PromptPlace[];
} {
  const shared = new Map<Passage | null, number[]>();
  for (const [i, { tokens, opening }] of prompts.entries()) {
    // Something has to stand behind an opening.
    const of = opening && tokens.length - opening.tokens.length > 1 ? opening : null;
    shared.set(of, [...(shared.get(of) ?? []), i]);
  }
  // A picture that several prompts show is seen once.
  const seen = new Map<Picture, BatchImage>();
  const imagesOf = (pictures: readonly Picture[]) =>
    pictures.map((picture) => {
      const image = seen.get(picture) ?? plainImage(picture);
      seen.set(picture, image);
      return image;
    });
  const segments: Segment[] = [];
  const places: PromptPlace[] = [];
  let start = 0;
  /** Lays out a passage, and returns where its tokens lie. */
  const add = ({ tokens, images }: Passage, prefix: number | null): readonly [number, number] => {
    segments.push({ tokens, images: imagesOf(images), weights: [], prefix });
    start += tokens.length;
    return [start - tokens.length, start];
  };
  for (const [opening, members] of shared) {
    const cut = opening !== null && members.length > 1 ? opening : { tokens: [], images: [] };
    const prefix = cut.tokens.length > 0 ? segments.length : null;
    const openingAt = prefix === null ? ([0, 0] as const) : add(cut, null);
    for (const i of members) {
      const { tokens, images } = prompts[i];
      const rest = { tokens: tokens.slice(cut.tokens.length, -1), images: images.slice(cut.images.length) };
      places[i] = { opening: openingAt, prompt: add(rest, prefix) };
    }
  }
  return { segments, places };
}
