import type { RandomStream } from '../random/stream';
import { type Example, goldResponse, type PolicyPassage, type Task } from '../tasks/task';
import type { Answer } from './answers';

export interface Referral {
  /** Mean score of the rule judge, 0 to 10 (the paper: an LLM judge). */
  readonly score: number;
  /** Share of responses that are the gold response, to the token. */
  readonly exact: number;
  /** Mean number of errors of each class per response. */
  readonly recall: number;
  readonly perception: number;
  readonly branching: number;
  /** Absent in tasks without such errors. */
  readonly tool?: number;
  readonly argument?: number;
}

/**
 * Evaluation 4 (method section 3): are the conditions quoted in the reasoning those of the true policy? The judge reads
 * the steps that it can parse and passes over the rest; `exact` is strict, token by token.
 */
export function referral(answers: readonly Answer[]): Referral {
  const mean = (of: (answer: Answer) => number) =>
    answers.reduce((sum, answer) => sum + of(answer), 0) / Math.max(1, answers.length);
  const calls = answers.some(({ judgement: { errors } }) => errors.tool !== undefined);
  return {
    score: mean(({ judgement }) => judgement.score),
    exact: mean((answer) => (isGold(answer) ? 1 : 0)),
    recall: mean(({ judgement }) => judgement.errors.recall),
    perception: mean(({ judgement }) => judgement.errors.perception),
    branching: mean(({ judgement }) => judgement.errors.branching),
    ...(calls
      ? {
          tool: mean(({ judgement }) => judgement.errors.tool ?? 0),
          argument: mean(({ judgement }) => judgement.errors.argument ?? 0),
        }
      : {}),
  };
}

function isGold({ example, tokens }: Answer): boolean {
  const gold = goldResponse(example);
  return tokens.length === gold.length && tokens.every((token, i) => token === gold[i]);
}

/** Reasoning about one example, as far as branching errors look at it. */
interface Referring {
  readonly example: Example;
  readonly references: readonly string[];
}

/**
 * Evaluation 5 (method section 3; paper figure 14), branching error: for each policy the absolute difference between the two
 * histograms of referenced conditions, generated and gold, summed over all conditions and divided by the number of the policy's
 * conditions; then averaged over policies. References to conditions that the policy does not have thus add to it and never dilute
 * it. In references, so it grows with the number of images per policy: compare it only at equal numbers. NaN for no policies.
 */
export function branchingError(task: Task, made: readonly Referring[]): number {
  const byPolicy = new Map<PolicyPassage, Referring[]>();
  for (const one of made) {
    const { policy } = one.example;
    byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), one]);
  }
  const differences = [...byPolicy].map(([policy, group]) => {
    const histogram = new Map<string, number>();
    const count = (references: readonly string[], by: number) => {
      for (const condition of references) histogram.set(condition, (histogram.get(condition) ?? 0) + by);
    };
    for (const { example, references } of group) {
      count(references, 1);
      count(task.judge(example, goldResponse(example)).references, -1);
    }
    return [...histogram.values()].reduce((sum, by) => sum + Math.abs(by), 0) / policy.conditions;
  });
  return differences.reduce((sum, value) => sum + value, 0) / differences.length;
}

/** What answers refer to. */
export function referring(answers: readonly Answer[]): Referring[] {
  return answers.map(({ example, judgement }) => ({ example, references: judgement.references }));
}

/** What evaluations 4 and 5 give somebody who knows every policy by heart and never looks at a picture. */
export interface BlindWalk {
  readonly referral: number;
  readonly branchingError: number;
}

const BLIND_WALKS = 20;

/**
 * The anchor of evaluations 4 and 5: verdicts by a fair coin. Where cases are balanced such a walk has nearly the right histogram,
 * so that a branching error is worth something only below it, and a referral score tells sight from memory only above it.
 */
export function blindWalk(task: Task, examples: readonly Example[], random: RandomStream): BlindWalk {
  const walks = Array.from({ length: BLIND_WALKS }, () =>
    examples.map((example) => ({ example, ...task.judge(example, task.blindResponse(example, random)) })),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    referral: mean(walks.flat().map(({ score }) => score)),
    branchingError: mean(walks.map((walk) => branchingError(task, walk))),
  };
}
