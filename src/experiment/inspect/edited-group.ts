import { taskOfView } from '../../tasks/registry';
import { taskTokenText } from '../../tasks/task';
import { OVERLONG_BUFFER } from '../../train/dapo';
import { formGroup, type GroupOptions, OBJECTIVES } from '../../train/policy-rollout';
import { sampledFor } from '../record/gate-view';
import type { RolloutGroup, RolloutResponse, RolloutStepRecord, TokenView } from '../record/run-record';
import { idsOfTexts } from '../record/token-ids';
import { overlongOf } from './objective-terms';

/**
 * "What if the model had said this?": a recorded group with responses rewritten, and everything that follows from them by the code
 * that trains. It is made for people to look at; nothing trains on it.
 */

/** The new texts of rewritten responses, by their places in {@link sampledFor}. */
export interface Edits {
  readonly [response: number]: readonly string[];
}

export interface EditedGroup {
  readonly group: RolloutGroup;
  /** Where each of its {@link sampledFor} stands among those on record: a gate may have moved them. */
  readonly places: readonly number[];
}

/** How the run forms its groups. */
export type FormingOptions = GroupOptions & { readonly algorithm: keyof typeof OBJECTIVES };

/** The texts that fit at a place of a response, given what stands before it. */
export function fittingTexts(
  { example: view }: Pick<RolloutGroup, 'example'>,
  before: readonly string[],
): string[] {
  const task = taskOfView(view);
  const example = task.example(view);
  return task.continuations(example, idsOfTexts(task, before)).map((id) => taskTokenText(task, id));
}

/**
 * The group with these edits: rewards, mean, advantages, the gate and dynamic sampling as training would have had them. Log-probs of
 * a rewritten response are those on record up to the first change, and NaN from there on: no model has been asked yet.
 *
 * @param maxLength most tokens that a response may have; see {@link longestAllowed}
 * @throws Error with a sentence when the group is of another vocabulary
 */
export function editedGroup(
  group: RolloutGroup,
  edits: Edits,
  options: FormingOptions,
  maxLength: number,
): EditedGroup {
  const task = taskOfView(group.example);
  const example = task.example(group.example);
  const recorded = sampledFor(group);
  const rollouts = recorded.map(({ source, tokens }, i) => {
    const texts = edits[i] ?? tokens.map(({ text }) => text);
    return { source, tokens: idsOfTexts(task, texts), ended: true, samplerLogps: [], place: i };
  });
  const formed = formGroup(task, example, rollouts, options, OBJECTIVES[options.algorithm], maxLength);
  // What formGroup adds, it adds to the rollout that it was given.
  type Formed = (typeof formed.rollouts)[number] & { readonly place: number };
  const responseOf = (rollout: Formed): RolloutResponse => {
    const { place, reward, unfaithful, score, advantage } = rollout;
    const before = recorded[place];
    const isEdited = edits[place] !== undefined;
    const { unfaithful: _, parts: __, ...kept } = before;
    return {
      ...kept,
      tokens: isEdited ? tokensOf(edits[place], before.tokens) : before.tokens,
      accuracy: reward.accuracy,
      format: reward.format,
      ...(reward.parts ? { parts: reward.parts } : {}),
      ...(unfaithful ? { unfaithful } : {}),
      reward: score,
      advantage,
      logp: isEdited ? null : before.logp,
      logpWithPolicy: isEdited ? null : before.logpWithPolicy,
    };
  };
  const [members, leftOut] = [formed.rollouts as readonly Formed[], formed.leftOut as readonly Formed[]];
  return {
    group: {
      example: group.example,
      responses: members.map(responseOf),
      ...(formed.gate ? { gate: formed.gate } : {}),
      ...(leftOut.length > 0 ? { leftOut: leftOut.map(responseOf) } : {}),
      dropped: formed.dropped,
    },
    places: [...members, ...leftOut].map(({ place }) => place),
  };
}

function tokensOf(texts: readonly string[], before: readonly TokenView[]): TokenView[] {
  const changed = texts.findIndex((text, i) => text !== before[i]?.text);
  const same = changed < 0 ? texts.length : changed;
  return texts.map((text, i) => ({ text, logp: i < same ? before[i].logp : Number.NaN }));
}

/** The same response with what a model says of its tokens, nats. */
export function withLogProbs(
  response: RolloutResponse,
  logps: readonly number[],
  withPolicy: readonly number[] | null,
): RolloutResponse {
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    ...response,
    tokens: response.tokens.map(({ text }, i) => ({ text, logp: logps[i] ?? Number.NaN })),
    logp: total(logps),
    logpWithPolicy: withPolicy && total(withPolicy),
  };
}

/**
 * Most tokens that a response of a step may have. Older records do not say: then by what an overlong one lost, else no length is too
 * long.
 */
export function longestAllowed({ groups, updates }: RolloutStepRecord): number {
  const known = updates?.find(({ maxLength }) => maxLength !== undefined)?.maxLength;
  if (known !== undefined) return known;
  for (const response of groups.flatMap(sampledFor)) {
    const lost = overlongOf(response);
    if (lost < 0 && lost > -1) return Math.round(response.tokens.length + OVERLONG_BUFFER * (1 + lost));
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * The step with the edited group in the place of the recorded one; its update counts the tokens that the edits add or take.
 *
 * @param update that the group is counted in, from 1; null for none
 */
export function editedStep(
  record: RolloutStepRecord,
  groupAt: number,
  edited: RolloutGroup,
  update: number | null,
): RolloutStepRecord {
  const length = ({ responses }: RolloutGroup) =>
    responses.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const before = record.groups[groupAt];
  const joins = before.dropped !== null && edited.dropped === null;
  const more = {
    groups: joins ? 1 : 0,
    tokens: length(edited) - (joins ? 0 : length(before)),
    responses: edited.responses.length - (joins ? 0 : before.responses.length),
  };
  return {
    ...record,
    groups: record.groups.map((group, i) => (i === groupAt ? edited : group)),
    ...(record.updates
      ? {
          updates: record.updates.map((one, i) =>
            i + 1 === update
              ? {
                  ...one,
                  groups: one.groups + more.groups,
                  tokens: one.tokens + more.tokens,
                  ...(one.responses === undefined ? {} : { responses: one.responses + more.responses }),
                }
              : one,
          ),
        }
      : {}),
  };
}
