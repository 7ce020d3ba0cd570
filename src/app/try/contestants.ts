import type { StageName } from '../../experiment/methods';
import type { RunView } from '../state/run-view';

/** A model that answers, and what stands in its prompt. */
export interface Contestant {
  /** Unique over the stages of all runs of this tab. */
  readonly key: string;
  readonly stage: StageName;
  readonly policyInPrompt: boolean;
}

const BASE: Contestant = { key: 'base with policy', stage: 'base', policyInPrompt: true };

/** The stages that this tab has trained to their end, in order; their models are kept by the trainer. */
export function trainedStages(live: RunView | null): StageName[] {
  const stages = live?.record.stages ?? [];
  return stages.flatMap(({ stage, evaluation }) => (stage !== 'base' && evaluation ? [stage] : []));
}

/** The base reading the policy, then each trained stage without it, then (if wanted) each with it put back. */
export function contestants(live: RunView | null, withPolicyToo: boolean): Contestant[] {
  const trained = trainedStages(live);
  const entry = (stage: StageName, policyInPrompt: boolean): Contestant => ({
    key: `run ${live?.run} ${stage} ${policyInPrompt ? 'with' : 'without'} policy`,
    stage,
    policyInPrompt,
  });
  return [
    BASE,
    ...trained.map((stage) => entry(stage, false)),
    ...(withPolicyToo ? trained.map((stage) => entry(stage, true)) : []),
  ];
}
