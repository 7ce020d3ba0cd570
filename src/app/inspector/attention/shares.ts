import type { AttentionView, SequenceSection } from '../../../experiment/inspect/inspection';
import { visualTokens } from '../../../sequence/image';
import type { ShownPicture } from '../../parts/picture-canvas';

/** A layer or a head counted from 0; null: the mean of all. */
export type Part = number | null;

/**
 * What one token of the response attended to.
 *
 * @returns a share for each key, summing to 1
 */
export function sharesOf(view: AttentionView, token: number, layer: Part, head: Part): Float32Array {
  const { layers, heads, shares } = view;
  const keys = view.keys.length;
  const queries = view.response.tokens.length;
  const mean = new Float32Array(keys);
  const chosen = (part: Part, count: number) =>
    part === null ? Array.from({ length: count }, (_, i) => i) : [part];
  const [inLayers, inHeads] = [chosen(layer, layers), chosen(head, heads)];
  for (const l of inLayers) {
    for (const h of inHeads) {
      const row = ((l * heads + h) * queries + token) * keys;
      for (let key = 0; key < keys; key++) {
        mean[key] += shares[row + key] / (inLayers.length * inHeads.length);
      }
    }
  }
  return mean;
}

/** Where attention can go, as people are told: the model's own response is one place. */
export const PLACES = ['image', 'policy', 'question', 'response'] as const;
export type Place = (typeof PLACES)[number];

export function placeOf(section: SequenceSection): Place {
  return section === 'reasoning' || section === 'answer' ? 'response' : section;
}

/** The share of each place. */
export function placeShares(
  { keys }: Pick<AttentionView, 'keys'>,
  shares: ArrayLike<number>,
): Readonly<Record<Place, number>> {
  const sums = { image: 0, policy: 0, question: 0, response: 0 };
  keys.forEach(({ section }, i) => {
    sums[placeOf(section)] += shares[i];
  });
  return sums;
}

/** The shares of each picture's visual tokens; the question's pictures come last of all that stand in the prompt. */
export function pictureShares(
  pictures: readonly ShownPicture[],
  { keys }: Pick<AttentionView, 'keys'>,
  shares: ArrayLike<number>,
): { readonly picture: ShownPicture; readonly shares: readonly number[] }[] {
  const visual = keys.flatMap(({ section }, i) => (section === 'image' ? [shares[i]] : []));
  const counts = pictures.map((picture) => visualTokens(picture.forModel()));
  let at = visual.length - counts.reduce((sum, count) => sum + count, 0);
  return pictures.map((picture, i) => {
    const own = visual.slice(at, at + counts[i]);
    at += counts[i];
    return { picture, shares: own };
  });
}
