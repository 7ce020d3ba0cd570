import { taskOfView } from '../../tasks/registry';
import type { Departure, RolloutGroup, RolloutResponse } from './run-record';
import { tokenIdOf } from './token-ids';

/** Every response that was sampled for a group: those that form it, then those that the gate left out. */
export function sampledFor({
  responses,
  leftOut = [],
}: Pick<RolloutGroup, 'responses' | 'leftOut'>): readonly RolloutResponse[] {
  return [...responses, ...leftOut];
}

/** What became of a policy-aware response at the gate; null for other responses, and without a gate. */
export function gateMark(
  { gate, leftOut = [] }: RolloutGroup,
  response: RolloutResponse,
): 'joined' | 'left out' | null {
  if (!gate || response.source === 'no-policy') return null;
  return leftOut.includes(response) ? 'left out' : 'joined';
}

/** Whether the answer as such is right, faithful or not. */
export function answersRight({ accuracy, unfaithful }: RolloutResponse): boolean {
  return (unfaithful?.accuracy ?? accuracy) === 1;
}

/**
 * Where each response of {@link sampledFor} departs from the group's policy; null where it follows it, or has words that no token
 * has today.
 */
export function departuresOf(group: RolloutGroup): (Departure | null)[] {
  const task = taskOfView(group.example);
  const example = task.example(group.example);
  return sampledFor(group).map(({ tokens }) => {
    const ids = tokens.map(({ text }) => tokenIdOf(task, text));
    return ids.every((id) => id !== undefined) ? task.departure(example, ids) : null;
  });
}
