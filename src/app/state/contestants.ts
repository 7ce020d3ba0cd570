import type { ExperimentConfig } from '../../experiment/plan/config';
import { PUBLISHED_BASES } from '../../experiment/plan/config-schema';
import type { StageName } from '../../experiment/plan/methods';
import { counterpart } from '../../experiment/plan/presets';
import { TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import type { ModelRef, OwnRun } from '../../worker/protocol';
import { baseModel, keptStages, trainedModel } from './models';
import type { RunView } from './run-view';

/** A model that answers, and what stands in its prompt. */
export interface Contestant {
  /** Unique over the stages of all runs of this tab and the recordings. */
  readonly key: string;
  readonly stage: StageName;
  readonly model: ModelRef;
  readonly policyInPrompt: boolean;
  /** Why it is not asked, as a sentence; null for one that is. */
  readonly unasked: string | null;
}

/** The stages that this tab has trained to their end, in order, as long as the trainer keeps their models. */
export function trainedStages(live: RunView | null): StageName[] {
  const stages = live && !live.modelsGone ? live.record.stages : [];
  return stages.flatMap(({ stage, evaluation }) => (stage !== 'base' && evaluation ? [stage] : []));
}

/**
 * The run whose trained models answer: the first of these that has any.
 *
 * @param candidates the run on the screens, then the live one, then the recording
 * @param own the runs of this browser
 */
export function answeringRun(
  candidates: readonly (RunView | null)[],
  own: readonly OwnRun[],
): RunView | null {
  return candidates.find((run) => trainedModels(run, own).length > 0) ?? null;
}

/** The models of that run after their stages, without a policy in their prompt. */
export function trainedModels(
  run: RunView | null,
  own: readonly OwnRun[],
): readonly Pick<Contestant, 'key' | 'stage' | 'model'>[] {
  if (!run) return [];
  if (run.published) {
    const { file, stage } = run.published;
    return [{ key: file, stage, model: { of: 'recording', file } }];
  }
  // A live run's id is known only when it is over.
  const [name, stages] =
    run.run > 0 && !run.modelsGone
      ? [`run ${run.run}`, trainedStages(run)]
      : [run.record.id, keptStages(run, own) ?? []];
  return stages.map((stage) => ({ key: `${name} ${stage}`, stage, model: trainedModel(run, stage) }));
}

/** Why the trained models of a run are not asked about a task, as a sentence; null when they are. */
function unaskedAbout(kind: TaskKind, run: RunView | null): string | null {
  const taught = run?.record.config.dataset.kind ?? kind;
  return taught === kind
    ? null
    : `This model was trained for ${TASK_NAMES[taught]}, so it is not asked about ${TASK_NAMES[kind]}. Choose a run of ${TASK_NAMES[kind]} above, or train one in the Lab.`;
}

/**
 * The base that is asked about a task: that of the first of these experiments which is about it, or starts from a base that learned
 * for it; without one, that of the task's usual experiment.
 */
export function baseFor(kind: TaskKind, configs: readonly ExperimentConfig[]): string {
  const own = configs.find(({ dataset }) => dataset.kind === kind);
  const fit = configs.find(({ base }) => PUBLISHED_BASES[kind].includes(base));
  return (own ?? fit ?? counterpart(undefined, kind).config).base;
}

/**
 * The base reading the policy, then each trained model without it, then (if wanted) each with it put back.
 *
 * @param kind the task of the question
 */
export function contestants(
  base: Pick<ExperimentConfig, 'base'>,
  run: RunView | null,
  kind: TaskKind,
  own: readonly OwnRun[],
  withPolicyToo: boolean,
): Contestant[] {
  const unasked = unaskedAbout(kind, run);
  const trained = trainedModels(run, own);
  const prompted = (policyInPrompt: boolean) =>
    trained.map((entry) => ({
      ...entry,
      key: `${entry.key} ${policyInPrompt ? 'with' : 'without'} policy`,
      policyInPrompt,
      unasked,
    }));
  return [
    {
      key: `base ${base.base} with policy`,
      stage: 'base',
      model: baseModel(base),
      policyInPrompt: true,
      unasked: null,
    },
    ...prompted(false),
    ...(withPolicyToo ? prompted(true) : []),
  ];
}
