import { type Picture, visualTokens } from './image';
import { IMAGE } from './vocabulary';

/**
 * A stretch of text with pictures in it: a policy, a prompt. Every picture has a run of `<image>` placeholders among the tokens,
 * as long as it has visual tokens, in the order of `images`.
 */
export interface Passage {
  readonly tokens: readonly number[];
  readonly images: readonly Picture[];
}

/** The placeholders of one picture. */
export function imageTokens(picture: Pick<Picture, 'side'>): number[] {
  return Array(visualTokens(picture)).fill(IMAGE);
}

/** One passage behind the other. */
export function joined(...passages: readonly Passage[]): Passage {
  return {
    tokens: passages.flatMap(({ tokens }) => tokens),
    images: passages.flatMap(({ images }) => images),
  };
}
