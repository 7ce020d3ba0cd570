import type { RandomStream } from '../random/stream';
import type { BaselineName, Example, Task } from '../tasks/task';
import type { Answer } from './answers';
import { creditProportion, type Proportion, wilson } from './proportion';

/**
 * Evaluation 1 (method section 3): accuracy on unseen images with its 95 % interval: exact match of the case, or the
 * mean of the credit where a task gives some for part of an answer.
 * Evaluation 2 is the same measure on answers given with the policy in the prompt.
 */
export function accuracy(answers: readonly Answer[]): Proportion {
  return creditProportion(answers.map(({ score }) => score.accuracy));
}

/** What accuracy is the mean of. */
export interface PartProportions {
  readonly tool: Proportion;
  readonly arguments: Proportion;
}

/** The parts of accuracy; null in tasks without partial credit. */
export function accuracyParts(answers: readonly Answer[]): PartProportions | null {
  const parts = answers.flatMap(({ score }) => score.parts ?? []);
  if (parts.length === 0) return null;
  return {
    tool: creditProportion(parts.map(({ tool }) => tool)),
    arguments: creditProportion(parts.map((part) => part.arguments)),
  };
}

/**
 * Accuracy on examples of which no image with reasoning shows the case: what was learned of a policy's other cases came from
 * its text or from answers alone.
 *
 * @param shown the CoT set
 * @returns null when it shows all of their cases
 */
export function unshownAccuracy(answers: readonly Answer[], shown: readonly Example[]): Proportion | null {
  const place = ({ policy, answerClass }: Example) => `${policy.name} ${answerClass}`;
  const known = new Set(shown.map(place));
  const others = answers.filter(({ example }) => !known.has(place(example)));
  return others.length > 0 ? accuracy(others) : null;
}

/** Always answering each policy's most frequent case: what accuracy has to beat. */
export function majorityAccuracy(examples: readonly Example[]): Proportion {
  const counts = new Map<string, number>();
  const best = new Map<string, number>();
  for (const { policy, answerClass } of examples) {
    const key = `${policy.name} ${answerClass}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    best.set(policy.name, Math.max(best.get(policy.name) ?? 0, count));
  }
  const hits = [...best.values()].reduce((sum, count) => sum + count, 0);
  return wilson(hits, examples.length);
}

/** What answers without the policy would earn on these examples; null in tasks where {@link majorityAccuracy} says all. */
export function baselineAccuracies(
  task: Task,
  examples: readonly Example[],
  random: RandomStream,
): { readonly [B in BaselineName]: Proportion } | null {
  const found = task.baselines?.(examples, random);
  return found
    ? {
        chance: creditProportion(found.chance),
        majorityTool: creditProportion(found.majorityTool),
        randomVersion: creditProportion(found.randomVersion),
      }
    : null;
}
