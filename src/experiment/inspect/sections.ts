import { END_THINK, IMAGE, tokenText } from '../../sequence/vocabulary';
import type { SectionedToken, SequenceSection } from './inspection';

/**
 * The tokens of a sequence with where they belong: policy before the image, question behind it; in the response, reasoning
 * up to `</think>`, then the answer (all of it where there is no reasoning).
 *
 * @param promptLength tokens before the response
 */
export function sectioned(tokens: readonly number[], promptLength: number): SectionedToken[] {
  const image = tokens.indexOf(IMAGE);
  const thoughtEnd = tokens.indexOf(END_THINK, promptLength);
  const sectionAt = (index: number): SequenceSection => {
    if (index >= promptLength) return index <= thoughtEnd ? 'reasoning' : 'answer';
    if (index < image) return 'policy';
    return tokens[index] === IMAGE ? 'image' : 'question';
  };
  return tokens.map((token, index) => ({ text: tokenText(token), section: sectionAt(index) }));
}
