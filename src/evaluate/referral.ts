import { branchingError } from '../policy/judge';
import type { Policy } from '../policy/policy-tree';
import type { Answer } from './answers';

export interface Referral {
  /** Mean score of the rule judge, 0 to 10 (the paper: an LLM judge). */
  readonly score: number;
  /** Share of responses whose whole reasoning is the gold one. */
  readonly exact: number;
  /** Mean number of errors of each class per response. */
  readonly recall: number;
  readonly perception: number;
  readonly branching: number;
}

/** Evaluation 4 (method section 3): are the conditions quoted in the reasoning those of the true policy? */
export function referral(answers: readonly Answer[]): Referral {
  const mean = (of: (answer: Answer) => number) =>
    answers.reduce((sum, answer) => sum + of(answer), 0) / Math.max(1, answers.length);
  return {
    score: mean(({ judgement }) => judgement.score),
    exact: mean(({ judgement }) => (judgement.exact ? 1 : 0)),
    recall: mean(({ judgement }) => judgement.errors.recall),
    perception: mean(({ judgement }) => judgement.errors.perception),
    branching: mean(({ judgement }) => judgement.errors.branching),
  };
}

/** Evaluation 5 (method section 3): distance between the histograms of referenced conditions, generated and gold. */
export function branchingDistance(answers: readonly Answer[]): number {
  const byPolicy = new Map<Policy, Answer[]>();
  for (const answer of answers) {
    const { policy } = answer.example;
    byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), answer]);
  }
  return branchingError(
    [...byPolicy.values()].map((group) => ({
      generated: group.map(({ reasoning }) => reasoning),
      gold: group.map(({ example }) => example.gold),
    })),
  );
}
