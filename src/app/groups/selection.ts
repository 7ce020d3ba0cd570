import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { sampledFor } from '../../experiment/record/gate-view';
import type { RolloutGroup, RolloutResponse, RolloutStepRecord } from '../../experiment/record/run-record';

/** What the visitor chose to look at; null leaves it to the screen. Kept while other screens are shown. */
export interface Selection {
  /** The RL step, from 0; null follows the newest. */
  readonly step: number | null;
  /** Places in the step, the group and the response. */
  readonly group: number;
  readonly response: number | null;
  readonly token: number | null;
}

export const NOTHING_CHOSEN: Selection = { step: null, group: 0, response: null, token: null };

const selectionStore = createStore<Selection>(() => NOTHING_CHOSEN);

export const useSelection = (): Selection => useStore(selectionStore);

/** Another step: the place of the group stays, what was chosen inside it does not. */
export function chooseStep(step: number | null): void {
  selectionStore.setState({ step, response: null, token: null });
}

export function chooseGroup(group: number): void {
  selectionStore.setState({ group, response: null, token: null });
}

export function chooseResponse(response: number): void {
  selectionStore.setState({ response, token: null });
}

export function chooseToken(token: number): void {
  selectionStore.setState({ token });
}

/** A selection that exists. */
export interface Shown {
  readonly record: RolloutStepRecord;
  readonly groupAt: number;
  readonly group: RolloutGroup;
  readonly responseAt: number;
  readonly response: RolloutResponse;
  /** Place of the token; -1 in a response without any. */
  readonly tokenAt: number;
}

/**
 * What a selection comes to in the steps that there are: the chosen step or the last recorded one before it, the
 * response with the highest advantage and its least sure token where nothing was chosen. Null when there is nothing.
 *
 * @param unjudged a step whose advantages are not computed yet: its first response stands in, so that the choice tells nothing
 */
export function resolve(
  steps: readonly RolloutStepRecord[],
  selection: Selection,
  unjudged: number | null = null,
): Shown | null {
  const { step } = selection;
  const record = (step === null ? null : steps.findLast((one) => one.step <= step)) ?? steps.at(-1);
  if (!record || record.groups.length === 0) return null;
  const groupAt = Math.min(selection.group, record.groups.length - 1);
  const group = record.groups[groupAt];
  if (group.responses.length === 0) return null;
  const best =
    record.step === unjudged ? 0 : indexOfLargest(group.responses.map(({ advantage }) => advantage));
  const sampled = sampledFor(group);
  const responseAt = Math.min(selection.response ?? best, sampled.length - 1);
  const response = sampled[responseAt];
  const unsure = indexOfLargest(response.tokens.map(({ logp }) => -logp));
  const tokenAt = Math.min(selection.token ?? unsure, response.tokens.length - 1);
  return { record, groupAt, group, responseAt, response, tokenAt };
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}
