import { useEffect, useState } from 'react';
import type { AttentionView } from '../../../experiment/inspect/inspection';
import type { ExampleView } from '../../../experiment/record/run-record';
import type { ModelRef } from '../../../worker/protocol';
import type { Answer } from '../../state/run-store';
import { runStore, useRun } from '../../state/stores';

/** Attention of a model's answer to an example, asked for when this is first drawn; null until it is there. */
export function useAttention(
  model: ModelRef,
  example: ExampleView,
  policyInPrompt: boolean,
): Answer<AttentionView> | null {
  const [attention, setAttention] = useState<Answer<AttentionView> | null>(null);
  const ready = useRun((state) => state.trainer.backend !== null);
  const key = JSON.stringify(model);
  // biome-ignore lint/correctness/useExhaustiveDependencies: models with the same key are the same model.
  useEffect(() => {
    setAttention(null);
    if (!ready) return;
    let left = false;
    void runStore
      .getState()
      .attend(model, example, policyInPrompt)
      .then((answer) => {
        if (!left) setAttention(answer);
      });
    return () => {
      left = true;
    };
  }, [key, example, policyInPrompt, ready]);
  return attention;
}
