import type { ComponentProps } from 'react';
import { PredictionFrame } from '../parts/prediction-frame';
import { retract } from './learn-store';
import type { StepId } from './lesson';

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
