import { type Example, majorityBaseline } from '../tasks/clevr/clevr-policy';
import type { Answer } from './answers';
import { type Proportion, wilson } from './proportion';

/**
 * Evaluation 1 (method section 3): accuracy on unseen images, exact match of the case, with its 95 % interval.
 * Evaluation 2 is the same measure on answers given with the policy in the prompt.
 */
export function accuracy(answers: readonly Answer[]): Proportion {
  return wilson(answers.filter(({ correct }) => correct).length, answers.length);
}

/**
 * Accuracy on examples of which no image with reasoning shows the case: what was learned of a policy's other cases came from
 * its text or from answers alone.
 *
 * @param shown the CoT set
 * @returns null when it shows all of their cases
 */
export function unshownAccuracy(answers: readonly Answer[], shown: readonly Example[]): Proportion | null {
  const place = ({ policy, gold }: Example) => `${policy.name} ${gold.caseNumber}`;
  const known = new Set(shown.map(place));
  const others = answers.filter(({ example }) => !known.has(place(example)));
  return others.length > 0 ? accuracy(others) : null;
}

/** Always answering each policy's most frequent case: what accuracy has to beat. */
export function majorityAccuracy(examples: readonly Example[]): Proportion {
  return wilson(Math.round(majorityBaseline(examples) * examples.length), examples.length);
}
