import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { addressOfStep, stepInAddress } from '../state/address';
import { goToAddress, onAddressChange } from '../state/page-address';
import { STEPS } from '../terms/lesson-steps';
import { learnStore, remember } from './learn-store';

function currentStep(): number {
  return stepInAddress(location.search, STEPS.length) ?? learnStore.getState().progress.step;
}

/** The step of the lesson, from 1: the address's, else where the visitor was; and the way to another. */
export function useStep(): [step: number, go: (step: number) => void] {
  const step = useSyncExternalStore(onAddressChange, currentStep);
  useEffect(() => {
    remember(step);
    if (stepInAddress(location.search, STEPS.length) !== step) {
      history.replaceState(null, '', addressOfStep(step, location.search, location.hash));
    }
  }, [step]);
  const go = useCallback((next: number) => {
    if (next < 1 || next > STEPS.length || next === currentStep()) return;
    goToAddress(addressOfStep(next, location.search, location.hash));
  }, []);
  return [step, go];
}

/**
 * The link that opens a step for anybody, with nothing of this visitor in it.
 *
 * @param page address of the page without query and fragment
 */
export function linkToStep(step: number, page: string): string {
  return new URL(addressOfStep(step, '?screen=learn', ''), page).href;
}
