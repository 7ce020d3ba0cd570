import { useEffect, useState } from 'react';
import type { ExampleView } from '../../../experiment/record/run-record';
import type { ModelRef } from '../../../worker/protocol';
import { runStore } from '../../state/stores';

/** A response whose log-probs are wanted. */
export interface Wanted {
  readonly example: ExampleView;
  readonly texts: readonly string[];
  /** Under the prompt with the policy, too. */
  readonly withPolicy: boolean;
}

/** log π(o|Q,I) of every token, and where it is wanted log π(o|Q,I,P); nats. */
export interface Measured {
  readonly without: readonly number[];
  readonly with: readonly number[] | null;
}

export interface LogProbs {
  /** Those of a rewritten response; undefined where they are not known. */
  of(texts: readonly string[]): Measured | undefined;
  readonly isWaiting: boolean;
  /** Why there are none, as a sentence. */
  readonly fault: string | null;
}

/** The log-probs of rewritten responses by a model; those that were measured before are kept while the group is shown. */
export function useLogProbs(wanted: Wanted | null, model: ModelRef, isReady: boolean): LogProbs {
  const [known, setKnown] = useState<ReadonlyMap<string, Measured>>(new Map());
  const [fault, setFault] = useState<string | null>(null);
  const name = (texts: readonly string[]) => JSON.stringify([model, texts]);
  const key = wanted && name(wanted.texts);
  const isKnown = key === null || known.has(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says which response and which model.
  useEffect(() => {
    setFault(null);
    if (!wanted || key === null || isKnown || !isReady) return;
    let current = true;
    void measure(wanted, model).then((measured) => {
      if (!current) return;
      if (typeof measured === 'string') setFault(measured);
      else setKnown((before) => new Map(before).set(key, measured));
    });
    return () => {
      current = false;
    };
  }, [key, isKnown, isReady]);
  return { of: (texts) => known.get(name(texts)), isWaiting: !isKnown && fault === null, fault };
}

/** A sentence where the model cannot be asked. */
async function measure({ example, texts, withPolicy }: Wanted, model: ModelRef): Promise<Measured | string> {
  const { sequence } = runStore.getState();
  const found: (readonly number[])[] = [];
  for (const policyInPrompt of withPolicy ? [false, true] : [false]) {
    const answer = await sequence({ of: 'rollout', example, response: texts, policyInPrompt }, [model]);
    if (!answer.ok) return answer.message;
    const [losses] = answer.value.losses;
    found.push(losses.slice(losses.length - texts.length).map((loss) => -(loss ?? Number.NaN)));
  }
  return { without: found[0], with: found[1] ?? null };
}
