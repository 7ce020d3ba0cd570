import type { RandomStream } from '../random/stream';
import type { Example } from '../tasks/clevr/clevr-policy';
import { responseTokens } from '../tasks/clevr/encode';
import { branchingError, judgeReasoning } from '../tasks/clevr/policy/judge';
import type { Policy, Reasoning } from '../tasks/clevr/policy/policy-tree';
import { blindReasoning } from '../tasks/clevr/policy/walk';
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
}

/**
 * Evaluation 4 (method section 3): are the conditions quoted in the reasoning those of the true policy? The judge reads
 * the steps that it can parse and passes over the rest; `exact` is strict, token by token.
 */
export function referral(answers: readonly Answer[]): Referral {
  const mean = (of: (answer: Answer) => number) =>
    answers.reduce((sum, answer) => sum + of(answer), 0) / Math.max(1, answers.length);
  return {
    score: mean(({ judgement }) => judgement.score),
    exact: mean((answer) => (isGold(answer) ? 1 : 0)),
    recall: mean(({ judgement }) => judgement.errors.recall),
    perception: mean(({ judgement }) => judgement.errors.perception),
    branching: mean(({ judgement }) => judgement.errors.branching),
  };
}

function isGold({ example, tokens }: Answer): boolean {
  const gold = responseTokens(example.gold);
  return tokens.length === gold.length && tokens.every((token, i) => token === gold[i]);
}

/** Evaluation 5 (method section 3): distance between the histograms of referenced conditions, generated and gold. */
export function branchingDistance(answers: readonly Pick<Answer, 'example' | 'reasoning'>[]): number {
  const byPolicy = new Map<Policy, (typeof answers)[number][]>();
  for (const answer of answers) {
    const { policy } = answer.example;
    byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), answer]);
  }
  return branchingError(
    [...byPolicy].map(([policy, group]) => ({
      policy,
      generated: group.map(({ reasoning }) => reasoning),
      gold: group.map(({ example }) => example.gold),
    })),
  );
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
export function blindWalk(examples: readonly Example[], random: RandomStream): BlindWalk {
  const walks = Array.from({ length: BLIND_WALKS }, () =>
    examples.map((example) => ({ example, reasoning: blindReasoning(example.policy, random) })),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const score = ({ example, reasoning }: { readonly example: Example; readonly reasoning: Reasoning }) =>
    judgeReasoning(example.policy, example.scene.objects, reasoning).score;
  return { referral: mean(walks.flat().map(score)), branchingError: mean(walks.map(branchingDistance)) };
}
