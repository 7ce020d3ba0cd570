import { useEffect, useState } from 'react';
import type { SequenceChoice, TrainingSequenceView } from '../../../experiment/inspect/inspection';
import type { ModelRef } from '../../../worker/protocol';
import type { Answer } from '../../state/run-store';
import { runStore, useRun } from '../../state/stores';

export interface AskedSequence {
  /** The last that came; it stands until the next is there. */
  readonly answer: Answer<TrainingSequenceView> | null;
  readonly waiting: boolean;
}

/** A training sequence with the losses of models, from the trainer. `key` names the choice. */
export function useSequence(key: string, choice: SequenceChoice, models: readonly ModelRef[]): AskedSequence {
  const [asked, setAsked] = useState<{ key: string; answer: Answer<TrainingSequenceView> } | null>(null);
  const ready = useRun((state) => state.trainer.backend !== null);
  const whole = `${key} ${JSON.stringify(models)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the choice and the models.
  useEffect(() => {
    if (!ready) return;
    let left = false;
    void runStore
      .getState()
      .sequence(choice, models)
      .then((answer) => {
        if (!left) setAsked({ key: whole, answer });
      });
    return () => {
      left = true;
    };
  }, [whole, ready]);
  return { answer: asked?.answer ?? null, waiting: asked?.key !== whole };
}
