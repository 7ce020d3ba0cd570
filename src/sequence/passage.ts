import { firstPlace, type Picture, visualTokens } from './image';
import { IMAGE } from './vocabulary';

/**
 * A stretch of text with pictures in it: a policy, a prompt. Every picture has a run of `<image>` placeholders among the tokens,
 * as long as it has visual tokens, in the order of `images`.
 */
export interface Passage {
  readonly tokens: readonly number[];
  readonly images: readonly Picture[];
  /** The passage that this one begins with, where others begin with the same object (a policy): generation runs it once for all. */
  readonly opening?: Passage;
}

/** The placeholders of one picture. */
export function imageTokens(picture: Pick<Picture, 'side'>): number[] {
  return Array(visualTokens(picture)).fill(IMAGE);
}

/**
 * Whether a model with these tables can be given a passage.
 *
 * @param vocabulary words that the model knows
 * @param visualPlaces places of visual tokens that it knows
 */
export function fits(
  { tokens, images }: Passage,
  { vocabulary, visualPlaces }: { readonly vocabulary: number; readonly visualPlaces: number },
): boolean {
  return (
    tokens.every((token) => token < vocabulary) &&
    images.every((picture) => firstPlace(picture) + visualTokens(picture) <= visualPlaces)
  );
}

/** One passage behind the other. */
export function joined(...passages: readonly Passage[]): Passage {
  return {
    tokens: passages.flatMap(({ tokens }) => tokens),
    images: passages.flatMap(({ images }) => images),
  };
}
