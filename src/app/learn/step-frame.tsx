import type { ComponentProps } from 'react';
import { PredictionFrame } from '../parts/prediction-frame';
import { useTablesOnRecord } from '../state/on-record';
import { useRunList } from '../state/runs';
import type { StepId } from '../terms/lesson-steps';
import { retract } from './learn-store';
import { useOtherRecords } from './use-other-records';

/** One step of the lesson; a prediction that is taken back is forgotten. */
export function StepFrame({
  id,
  action,
  ...rest
}: { id: StepId } & Omit<ComponentProps<typeof PredictionFrame>, 'id' | 'onAgain'>) {
  const all = useAllOnRecord();
  return (
    <PredictionFrame
      id={id}
      onAgain={() => retract(id)}
      action={all ? action : { ...action, onPress: null }}
      {...rest}
    />
  );
}

/**
 * Whether all that is on record has come, or will not. A step says more as it comes; a button below that would move
 * away under the finger that presses it.
 */
function useAllOnRecord(): boolean {
  const tables = useTablesOnRecord();
  useOtherRecords();
  const recordings = useRunList(({ loading }) => loading);
  return tables !== null && recordings === 'done';
}

/** Stands where a recording lacks a number. */
export function Lacking({ what }: { what: string }) {
  return <p className="step-lacking">This recording does not hold {what}, so there is no number to show.</p>;
}
