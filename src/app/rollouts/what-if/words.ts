import { groupStatistics } from '../../../experiment/inspect/objective-terms';
import { STAGE_NAMES, type StageName } from '../../../experiment/plan/methods';
import type { RolloutGroup } from '../../../experiment/record/run-record';
import { fixed, signed } from '../../groups/numbers';
import type { Fate } from '../../groups/words';
import type { LogProbs } from './use-log-probs';

/** What of a group the edits have changed, in sentences. */
export function editedFate(recorded: RolloutGroup, edited: RolloutGroup): Fate {
  const [before, now] = [recorded, edited].map(({ responses }) => groupStatistics(responses));
  const mean =
    fixed(before.mean) === fixed(now.mean)
      ? `The group’s mean reward stays ${fixed(now.mean)}`
      : `The group’s mean reward goes from ${fixed(before.mean)} to ${fixed(now.mean)}`;
  const right =
    before.right === now.right
      ? `${now.right} of ${now.size} answers are right, as before.`
      : `${now.right} of ${now.size} answers are right instead of ${before.right}.`;
  return {
    label: 'edited',
    sentence: [`${mean}; ${right}`, ...droppedWords(recorded, edited), ...gateWords(recorded, edited)].join(
      ' ',
    ),
  };
}

function droppedWords({ dropped: before }: RolloutGroup, { dropped: now }: RolloutGroup): string[] {
  if (now !== null && before === null) return [`Dynamic sampling would have dropped the group: ${now}.`];
  if (now === null && before !== null) return ['Dynamic sampling would have kept the group.'];
  return [];
}

function gateWords(recorded: RolloutGroup, edited: RolloutGroup): string[] {
  const joined = (group: RolloutGroup) => group.leftOut === undefined;
  if (!edited.gate || joined(recorded) === joined(edited)) return [];
  return [
    joined(edited)
      ? 'The gate would have let the policy-aware responses in.'
      : 'The gate would have left the policy-aware responses out.',
  ];
}

/** What the edit made of one response: "Response 3 earns 1.00 instead of 0.10, and its advantage is +0.71 instead of −0.87." */
export function responseWords(
  number: number,
  before: RolloutGroup['responses'][number],
  now: RolloutGroup['responses'][number],
): string {
  const instead = (text: string, old: string) =>
    text === old ? `${text}, as before` : `${text} instead of ${old}`;
  return `Response ${number} earns ${instead(fixed(now.reward), fixed(before.reward))}, and its advantage is ${instead(signed(now.advantage), signed(before.advantage))}.`;
}

/** Where the probabilities of a rewritten response come from. */
export function logProbWords({ isWaiting, fault }: LogProbs, asked: StageName, isReady: boolean): string {
  if (fault) return `Its probabilities are not known. ${fault}`;
  const model = asked === 'base' ? 'the base model' : `the model after ${STAGE_NAMES[asked]}`;
  if (isWaiting) {
    return isReady
      ? `Asking ${model} how likely it finds this …`
      : `Once the trainer is there, ${model} will say how likely it finds this.`;
  }
  return `The probabilities are those of ${model}, as it is now; those on record are of the step’s own model.`;
}
