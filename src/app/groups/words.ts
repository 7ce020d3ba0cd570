import { groupStatistics } from '../../experiment/inspect/objective-terms';
import type { Departure, RolloutGroup, RolloutResponse } from '../../experiment/record/run-record';
import type { RlPhase } from '../../worker/protocol';
import { fixed } from './numbers';

export const SOURCE_LABELS: { readonly [S in RolloutResponse['source']]: string } = {
  'no-policy': 'no policy',
  'policy-aware': 'policy-aware',
};

/** What the model was shown when it wrote the response. */
export const SOURCE_MEANINGS: { readonly [S in RolloutResponse['source']]: string } = {
  'no-policy': 'sampled from the question and the image alone',
  'policy-aware': 'sampled with the policy in the prompt',
};

/** What the gate decided for a group, and why, in a sentence; null without a gate. */
export function gateSentence({ gate, responses }: RolloutGroup): string | null {
  if (!gate) return null;
  if (gate.aware === null) {
    return 'The gate: the own answers are all right, so none were asked for with the policy in the prompt.';
  }
  const compared = `${fixed(gate.aware)} of them right on average, ${fixed(gate.own)} of the own`;
  if (responses.some(({ source }) => source === 'policy-aware')) {
    return `The gate: the policy-aware responses joined, because they know better (${compared}).`;
  }
  return gate.aware === gate.own
    ? `The gate: the policy-aware responses are left out, because the own did as well (${fixed(gate.own)} right on average, both).`
    : `The gate: the policy-aware responses are left out, because the own did better (${compared}).`;
}

/** What a departure from the policy is called. */
export const DEPARTURE_NAMES: { readonly [K in Departure['kind']]: string } = {
  quote: 'Misquotes the policy',
  jump: 'Goes on where the policy does not lead',
};

export const DIAGNOSTIC_MEANING =
  'log π(o|Q,I) − log π(o|Q,I,P) says how much likelier a policy-aware response is from memory than with the policy in sight: far below zero, it leans on what the model has not internalized.';

/** What became of a group, in a word for the list and a sentence for the panel. */
export interface Fate {
  readonly label: string;
  readonly sentence: string;
}

const UNJUDGED: Fate = { label: 'sampled', sentence: 'The responses are sampled; rewards come next.' };

/**
 * @param update the update of its step that it trained in, from 1; null where it trained in none
 * @param reached what has been done in the step so far
 */
export function fateOf(
  group: RolloutGroup,
  update: number | null,
  updates: number,
  reached: RlPhase = 'update',
): Fate {
  const { size, right, isAlike } = groupStatistics(group.responses);
  if (reached === 'rollout') return UNJUDGED;
  if (group.dropped !== null) {
    const what = {
      'all correct': `all ${size} answers are right, so accuracy sets none above its group`,
      'all wrong': `all ${size} answers are wrong, so accuracy sets none above its group`,
      'each source alike':
        'the answers of each source are all right or all wrong, and each has its own statistics',
    }[group.dropped];
    return {
      label: `dropped: ${group.dropped}`,
      sentence: `Dropped by dynamic sampling: ${what}. It draws other prompts instead, up to 20 times a step.`,
    };
  }
  if (reached !== 'update') {
    return { label: 'in progress', sentence: 'The step is still going on: its update has not been made.' };
  }
  if (isAlike) {
    return {
      label: 'no gradient',
      sentence: `All ${size} rewards are ${fixed(group.responses[0]?.reward ?? 0)}, so every advantage is 0: the group was kept and has no gradient.`,
    };
  }
  const when = updates > 1 ? `in update ${update} of ${updates}` : 'in the update';
  return {
    label: 'trained',
    sentence: `${right} of ${size} answers are right. The group trained ${when} of this step.`,
  };
}
