import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import type { RandomStream } from '../random/stream';
import { EOS } from '../sequence/vocabulary';
import { type Example, promptOf } from '../tasks/task';

export type RolloutSource = 'no-policy' | 'policy-aware';

/** One sampled response and what its own sampler thought of it. */
export interface Rollout {
  readonly source: RolloutSource;
  readonly tokens: readonly number[];
  /** Whether it came to its <eos> before the length limit. */
  readonly ended: boolean;
  /** log pi_old of each token under the prompt it was sampled from: (Q, I), or (Q, I, P) for policy-aware ones. */
  readonly samplerLogps: readonly number[];
}

export interface RolloutOptions {
  /** Responses per prompt. */
  readonly groupSize: number;
  /** PolicyRollout: half of the group is sampled with the policy in context. */
  readonly policyRollout: boolean;
  readonly maxNewTokens: number;
  readonly temperature: number;
}

/**
 * Samples one group per example from pi_old (method 2.4).
 *
 * Without PolicyRollout all G responses come from pi_old(. | Q, I). With it, half come from pi_old(. | Q, I, P), the
 * policy placed in context. All form ONE group, and every response is re-attached to the no-policy prompt: training
 * sees log-probabilities under (Q, I) only, so gradients flow only through the no-policy path. There is no correction
 * for the true sampler.
 */
export async function sampleGroups(
  model: Model,
  examples: readonly Example[],
  { groupSize, policyRollout, maxNewTokens, temperature }: RolloutOptions,
  random: RandomStream,
): Promise<Rollout[][]> {
  const aware = policyRollout ? Math.floor(groupSize / 2) : 0;
  const sources: [RolloutSource, number][] = [
    ['no-policy', groupSize - aware],
    ['policy-aware', aware],
  ];
  const groups: Rollout[][] = examples.map(() => []);
  for (const [source, responses] of sources) {
    if (responses === 0) {
      continue;
    }
    const prompts = examples.map((example) => promptOf(example, source === 'policy-aware'));
    const options = { responses, maxNewTokens, temperature, random: random.fork(source) };
    for (const { prompt, tokens, logps } of await generate(model, prompts, options)) {
      groups[prompt].push({ source, tokens, ended: tokens.at(-1) === EOS, samplerLogps: logps });
    }
  }
  return groups;
}
