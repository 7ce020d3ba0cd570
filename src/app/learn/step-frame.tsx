import type { ComponentProps } from 'react';
import { PredictionFrame } from '../parts/prediction-frame';
import type { StepId } from '../terms/lesson-steps';
import { retract } from './learn-store';

/** One step of the lesson; a prediction that is taken back is forgotten. */
export function StepFrame({
  id,
  ...rest
}: { id: StepId } & Omit<ComponentProps<typeof PredictionFrame>, 'id' | 'onAgain'>) {
  return <PredictionFrame id={id} onAgain={() => retract(id)} {...rest} />;
}

/** Stands where a recording lacks a number. */
export function Lacking({ what }: { what: string }) {
  return <p className="step-lacking">This recording does not hold {what}, so there is no number to show.</p>;
}
