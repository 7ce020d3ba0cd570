import type { ExperimentConfig } from '../../experiment/plan/config';
import type { StageName } from '../../experiment/plan/methods';
import type { ModelRef } from '../../worker/protocol';
import { baseModel } from './models';
import type { RunView } from './run-view';

/** A model that answers, and what stands in its prompt. */
export interface Contestant {
  /** Unique over the stages of all runs of this tab and the recordings. */
  readonly key: string;
  readonly stage: StageName;
  readonly model: ModelRef;
  readonly policyInPrompt: boolean;
}

/** The stages that this tab has trained to their end, in order, as long as the trainer keeps their models. */
export function trainedStages(live: RunView | null): StageName[] {
  const stages = live && !live.modelsGone ? live.record.stages : [];
  return stages.flatMap(({ stage, evaluation }) => (stage !== 'base' && evaluation ? [stage] : []));
}

/**
 * The run whose trained models answer: the live one as soon as it has trained a stage, until then the recording, if its
 * model is published.
 */
export function answeringRun(live: RunView | null, recording: RunView | null): RunView | null {
  if (trainedStages(live).length > 0) return live;
  return recording?.published ? recording : null;
}

/** The models of that run after their stages, without a policy in their prompt. */
function trainedModels(run: RunView | null): Omit<Contestant, 'policyInPrompt'>[] {
  if (run?.published) {
    const { file, stage } = run.published;
    return [{ key: file, stage, model: { of: 'recording', file } }];
  }
  return trainedStages(run).map((stage) => {
    const number = (run as RunView).run;
    return { key: `run ${number} ${stage}`, stage, model: { of: 'run', run: number, stage } };
  });
}

/** The base reading the policy, then each trained model without it, then (if wanted) each with it put back. */
export function contestants(
  base: Pick<ExperimentConfig, 'base'>,
  run: RunView | null,
  withPolicyToo: boolean,
): Contestant[] {
  const trained = trainedModels(run);
  const prompted = (policyInPrompt: boolean) =>
    trained.map((entry) => ({
      ...entry,
      key: `${entry.key} ${policyInPrompt ? 'with' : 'without'} policy`,
      policyInPrompt,
    }));
  return [
    { key: `base ${base.base} with policy`, stage: 'base', model: baseModel(base), policyInPrompt: true },
    ...prompted(false),
    ...(withPolicyToo ? prompted(true) : []),
  ];
}
