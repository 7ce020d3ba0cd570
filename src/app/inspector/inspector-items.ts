import type { StageName } from '../../experiment/plan/methods';
import type { ExampleOutcome, ExampleView } from '../../experiment/record/run-record';
import type { RunView } from '../state/run-view';
import { stageRecord } from '../state/stage-state';

export type Source = 'measured' | 'training';
export type Filter = 'all' | 'right' | 'wrong';

export interface InspectorItem {
  readonly key: string;
  readonly title: string;
  readonly example: ExampleView;
  /** What the model answered; null for an example of the data set that nobody answered. */
  readonly outcome: ExampleOutcome | null;
}

/** Everything the inspector can show of a stage: its measured examples, or the samples drawn while it trained. */
export function itemsOf(view: RunView | null, stage: StageName, source: Source): InspectorItem[] {
  if (source === 'training') {
    return (view?.samples ?? [])
      .filter((sample) => sample.stage === stage)
      .map(({ id, step, outcome }) => ({
        key: `sample ${id}`,
        title: `step ${step}`,
        example: outcome.example,
        outcome,
      }));
  }
  const examples = stageRecord(view, stage)?.evaluation?.examples ?? [];
  return examples.map((outcome, i) => ({
    key: `example ${i}`,
    title: `example ${i + 1}`,
    example: outcome.example,
    outcome,
  }));
}

export function filtered(
  items: readonly InspectorItem[],
  withPolicy: boolean,
  filter: Filter,
): InspectorItem[] {
  return items.filter(
    ({ outcome }) =>
      outcome !== null &&
      outcome.policyInPrompt === withPolicy &&
      (filter === 'all' || outcome.response.correct === (filter === 'right')),
  );
}
