import type { RandomStream } from '../random/stream';
import { plainImage, type Segment } from '../sequence/flat-batch';
import { EOS } from '../sequence/vocabulary';
import { type Example, promptOf, type Task } from '../tasks/task';
import { advantagesBySource, average, groupAdvantages } from './advantage';
import type { Arithmetic } from './arithmetic';
import { dropReason, dropReasonBySource, OVERLONG_BUFFER, overlongPenalty } from './dapo';
import { reward } from './reward';
import type { Group, Rollout, RolloutSource, Sampler, ScoredRollout } from './rollout-group';

/**
 * PolicyRollout (method 2.4), on top of GRPO (2.2) or DAPO (2.3), to be read from here to the end of the file:
 *
 * 1. what is sampled: G responses per question, half of them with the policy P in the prompt;
 * 2. how they form a group: all G share one mean and one deviation;
 * 3. under which prompt they are trained: all of them under (Q, I), without the policy;
 * 4. the loss of a token.
 *
 * rl.ts runs these four in turn and updates the model. Without PolicyRollout, step 1 samples no response with the policy.
 *
 * Gated PolicyRollout (ours; method 2.4b) changes two things. A policy-aware response counts as right only if it is faithful to the
 * policy in its prompt (`faithful`, in step 2). Policy-aware responses join the group only where they are right more often than the
 * no-policy ones (`gate`, in step 2), so that step 1 does not sample them where the no-policy ones are all right.
 */

/** Constants of an objective. */
export interface Objective {
  /** Lower and upper clip of the ratio: 1 - low, 1 + high. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Dual clip: for A < 0 the objective is at least c A (Ye et al., 2020). */
  readonly dualClip: number;
  /** Weight of KL(pi || reference); 0 for none. */
  readonly klBeta: number;
  /** Drop groups that cannot teach and refill from fresh prompts; punish overlong responses (both DAPO's). */
  readonly dynamicSampling: boolean;
}

/** EasyR1's constants for GRPO (method 2.2), and those of DAPO (Yu et al., 2025; method 2.3). */
export const OBJECTIVES: { readonly [A in 'grpo' | 'dapo']: Objective } = {
  grpo: { clipLow: 0.2, clipHigh: 0.3, dualClip: 3, klBeta: 0.01, dynamicSampling: false },
  dapo: { clipLow: 0.2, clipHigh: 0.28, dualClip: 3, klBeta: 0, dynamicSampling: true },
};

/** Log-ratios and log-differences are kept within this, so that their exponentials are finite numbers. */
const LARGEST_LOG_RATIO = 20;

export interface GroupOptions {
  /** G: responses per prompt. */
  readonly groupSize: number;
  readonly policyRollout: boolean;
  /** Control: statistics per source instead of per group. */
  readonly separateStatistics?: boolean;
  /** Ours: policy-aware responses join a group only where they are right more often than its no-policy ones. */
  readonly gate?: boolean;
  /** Ours: a policy-aware response counts as right only if it follows the policy in its prompt, word for word and jump for jump. */
  readonly faithful?: boolean;
}

/** Means of the same fractions, summed in another order, differ by less: they are equal. */
const TIE = 1e-9;

/**
 * 1. Sampling: from pi_old(. | Q, I), and with PolicyRollout half of them from pi_old(. | Q, I, P), the policy in context. With the
 * gate a question whose no-policy responses are all right is not asked again: no policy-aware ones could join them.
 */
export async function sampleGroups(
  sampler: Sampler,
  task: Task,
  examples: readonly Example[],
  { groupSize, policyRollout, gate }: GroupOptions,
  random: RandomStream,
): Promise<Rollout[][]> {
  const aware = policyRollout ? Math.floor(groupSize / 2) : 0;
  const sources: [RolloutSource, number][] = [
    ['no-policy', groupSize - aware],
    ['policy-aware', aware],
  ];
  const groups: Rollout[][] = examples.map(() => []);
  const isAllRight = (i: number) =>
    groups[i].every(({ tokens }) => task.score(examples[i], tokens).accuracy === 1);
  // Both halves in one batch, as neither depends on the other; the gate has to know the no-policy responses first.
  for (const round of gate ? sources.map((one) => [one]) : [sources]) {
    const requests = round.flatMap(([source, responses]) => {
      const isAware = source === 'policy-aware';
      const asked = [...examples.keys()].filter((i) => !(isAware && gate && isAllRight(i)));
      const prompts = asked.map((i) => promptOf(examples[i], isAware));
      const request = { source, asked, prompts, responses, random: random.fork(source) };
      return responses > 0 && asked.length > 0 ? [request] : [];
    });
    const sampled = requests.length > 0 ? await sampler(requests) : [];
    for (const [i, { source, asked }] of requests.entries()) {
      for (const { prompt, tokens, logps } of sampled[i]) {
        groups[asked[prompt]].push({ source, tokens, ended: tokens.at(-1) === EOS, samplerLogps: logps });
      }
    }
  }
  return groups;
}

/**
 * 2. The group: A_i = (r_i - mean) / (std + 1e-6) over ALL of its responses, wherever they were sampled. There is no correction for
 * the true sampler of the policy-aware ones. With the gate, those that do not join stand outside: mean, deviation and dynamic
 * sampling see the no-policy ones alone.
 *
 * @param maxLength most tokens that a response may have
 */
export function formGroup(
  task: Task,
  example: Example,
  rollouts: readonly Rollout[],
  { separateStatistics, gate, faithful }: GroupOptions,
  { dynamicSampling }: Objective,
  maxLength: number,
): Group {
  const scored = rollouts.map((rollout): ScoredRollout => {
    const given = task.score(example, rollout.tokens);
    const isJudged = faithful && rollout.source === 'policy-aware' && given.accuracy > 0;
    const departure = isJudged ? task.departure(example, rollout.tokens) : null;
    const earned = reward(departure ? { ...given, accuracy: 0 } : given);
    const overlong = dynamicSampling ? overlongPenalty(rollout.tokens.length, maxLength, OVERLONG_BUFFER) : 0;
    const unfaithful = departure && { ...departure, accuracy: given.accuracy };
    const score = earned.total + overlong;
    return { ...rollout, reward: earned, unfaithful, overlong, score, advantage: 0, logps: null };
  });
  const of = (source: RolloutSource) => scored.filter((rollout) => rollout.source === source);
  const [own, aware] = [of('no-policy'), of('policy-aware')];
  const accuracyOf = (responses: readonly ScoredRollout[]) =>
    average(responses.map(({ reward }) => reward.accuracy));
  // The gate: b > a.
  const joins = !gate || accuracyOf(aware) > accuracyOf(own) + TIE;
  const members = joins ? scored : own;

  const scores = members.map(({ score }) => score);
  const sources = members.map(({ source }) => source);
  const accuracies = members.map(({ reward }) => reward.accuracy);
  const advantages = separateStatistics ? advantagesBySource(scores, sources) : groupAdvantages(scores);
  const reason = separateStatistics ? dropReasonBySource(accuracies, sources) : dropReason(accuracies);
  return {
    example,
    rollouts: members.map((rollout, i) => ({ ...rollout, advantage: advantages[i] })),
    leftOut: joins ? [] : aware,
    gate: gate ? { own: accuracyOf(own), aware: aware.length > 0 ? accuracyOf(aware) : null } : null,
    dropped: dynamicSampling ? reason : null,
  };
}

/**
 * 3. What is trained: every response behind (Q, I), so that log pi, log pi_old and log pi_ref are all without the policy, and
 * gradients flow through the no-policy path only. The prompt without its last token is a prefix that the group shares; each response
 * starts with that last token, from which its first token is predicted.
 */
export function reattached({ example, rollouts }: ReattachedGroup, prefix: number): Segment[] {
  const { tokens, images } = example.prompt;
  const shared = tokens.slice(0, -1);
  return [
    { tokens: shared, images: images.map(plainImage), weights: shared.map(() => 0), prefix: null },
    ...rollouts.map((rollout) => {
      const response = [tokens[tokens.length - 1], ...rollout.tokens];
      return { tokens: response, images: [], weights: response.map((_, i) => (i > 0 ? 1 : 0)), prefix };
    }),
  ];
}

/** As much of a group as {@link reattached} needs. */
export interface ReattachedGroup {
  readonly example: Pick<Example, 'prompt'>;
  readonly rollouts: readonly { readonly tokens: readonly number[] }[];
}

/** rho = pi / pi_old of a token, both under (Q, I). 1 on the first update of a rollout batch. */
export function ratioOf<T>({ exp, clamp, sub }: Arithmetic<T>, logp: T, logpOld: T): T {
  return exp(clamp(sub(logp, logpOld), -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO));
}

/** 4. The objective of a token, to be maximised: min(rho A, clip(rho) A), and where A < 0 at least c A. */
export function clippedObjective<T>(
  { mul, scale, clamp, min, max, whereNegative }: Arithmetic<T>,
  ratio: T,
  advantage: T,
  { clipLow, clipHigh, dualClip }: Pick<Objective, 'clipLow' | 'clipHigh' | 'dualClip'>,
) {
  const plain = mul(ratio, advantage);
  const clipped = mul(clamp(ratio, 1 - clipLow, 1 + clipHigh), advantage);
  const minimum = min(plain, clipped);
  const bounded = max(minimum, scale(advantage, dualClip));
  return { plain, clipped, minimum, objective: whereNegative(advantage, bounded, minimum) };
}

/** k3 estimator of KL(pi || reference) of a token (Schulman, 2020): d = log pi_ref - log pi, e^d - d - 1; subtracted beta times. */
export function k3<T>({ exp, clamp, sub, minusOne }: Arithmetic<T>, logp: T, logpRef: T): T {
  const d = clamp(sub(logpRef, logp), -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO);
  return minusOne(sub(exp(d), d));
}
