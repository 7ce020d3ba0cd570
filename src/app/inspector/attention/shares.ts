import type { AttentionView, SequenceSection } from '../../../experiment/inspect/inspection';
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

/** The shares of the visual tokens of each of the question's pictures. Pictures in the policy come before them among the keys. */
export function pictureShares(
  pictures: readonly ShownPicture[],
  { keys }: Pick<AttentionView, 'keys'>,
  shares: ArrayLike<number>,
): { readonly picture: ShownPicture; readonly shares: readonly number[] }[] {
  const first = policyPictureCount(keys);
  return pictures.map((picture, i) => ({
    picture,
    shares: keys.flatMap((key, at) => (key.picture === first + i ? [shares[at]] : [])),
  }));
}

/** Pictures of the policy in the prompt; they are numbered first. */
function policyPictureCount(keys: AttentionView['keys']): number {
  return new Set(keys.flatMap(({ section, picture }) => (section === 'policy' ? (picture ?? []) : []))).size;
}
