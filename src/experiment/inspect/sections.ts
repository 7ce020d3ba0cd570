import { type Picture, visualTokens } from '../../sequence/image';
import { END_THINK, IMAGE } from '../../sequence/vocabulary';
import { type Task, taskTokenText } from '../../tasks/task';
import type { SectionedToken, SequenceSection } from './inspection';

/** How long the parts of a sequence are, in tokens. */
export interface SectionLengths {
  /** The policy in front; 0 without one. */
  readonly policy: number;
  /** Everything before the response, the policy included. */
  readonly prompt: number;
}

/**
 * The tokens of a sequence with where they belong. Pictures of a policy belong to it; those of the question are a section of their
 * own. In the response, reasoning goes up to `</think>`, then the answer (all of it where there is no reasoning).
 *
 * @param pictures of the sequence, in the order of reading
 */
export function sectioned(
  task: Task,
  tokens: readonly number[],
  pictures: readonly Pick<Picture, 'side'>[],
  lengths: SectionLengths,
): SectionedToken[] {
  const thoughtEnd = tokens.indexOf(END_THINK, lengths.prompt);
  const sectionAt = (index: number): SequenceSection => {
    if (index >= lengths.prompt) return index <= thoughtEnd ? 'reasoning' : 'answer';
    if (index < lengths.policy) return 'policy';
    return tokens[index] === IMAGE ? 'image' : 'question';
  };
  const places = pictures.flatMap((picture, i) => Array<number>(visualTokens(picture)).fill(i));
  let seen = 0;
  return tokens.map((token, index) => {
    const placed = { text: taskTokenText(task, token), section: sectionAt(index) };
    if (token !== IMAGE || index >= lengths.prompt) return placed;
    const picture = places[seen];
    seen += 1;
    return { ...placed, picture };
  });
}
