import { END_THINK, IMAGE } from '../../sequence/vocabulary';
import { type Task, taskTokenText } from '../../tasks/task';
import type { SectionedToken, SequenceSection } from './inspection';

/**
 * The tokens of a sequence with where they belong. Pictures are a section of their own wherever they stand; in the response,
 * reasoning goes up to `</think>`, then the answer (all of it where there is no reasoning).
 *
 * @param policyLength tokens of the policy in front; 0 without one
 * @param promptLength tokens before the response, those of a policy included
 */
export function sectioned(
  task: Task,
  tokens: readonly number[],
  policyLength: number,
  promptLength: number,
): SectionedToken[] {
  const thoughtEnd = tokens.indexOf(END_THINK, promptLength);
  const sectionAt = (index: number): SequenceSection => {
    if (index >= promptLength) return index <= thoughtEnd ? 'reasoning' : 'answer';
    if (tokens[index] === IMAGE) return 'image';
    return index < policyLength ? 'policy' : 'question';
  };
  return tokens.map((token, index) => ({ text: taskTokenText(task, token), section: sectionAt(index) }));
}
