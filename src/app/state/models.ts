import type { ExperimentConfig } from '../../experiment/plan/config';
import type { StageName } from '../../experiment/plan/methods';
import type { ModelRef, OwnRun } from '../../worker/protocol';
import { STAGE_NAMES } from '../terms/words';
import { isActive, type RunView } from './run-view';
import { stageRecord } from './stage-state';

/** The model of a stage, or why there is none to ask, as a sentence. */
export type Askable =
  | { readonly model: ModelRef; readonly reason: null }
  | { readonly model: null; readonly reason: string };

export function baseModel({ base }: Pick<ExperimentConfig, 'base'>): ModelRef {
  return { of: 'base', name: base };
}

/** A model that the visitor has trained. */
export function trainedModel({ run, record }: Pick<RunView, 'run' | 'record'>, stage: StageName): ModelRef {
  return { of: 'run', run, id: record.id, stage };
}

/** The stages of a run of this browser whose models it keeps; null for a run that was not trained here. */
export function keptStages(
  { record }: Pick<RunView, 'record'>,
  own: readonly OwnRun[],
): readonly StageName[] | null {
  return own.find(({ id }) => id === record.id)?.stages ?? null;
}

/**
 * Whom to ask about a stage of a run.
 *
 * @param own the runs of this browser
 */
export function askable(view: RunView, stage: StageName, own: readonly OwnRun[]): Askable {
  if (stage === 'base') return { model: baseModel(view.record.config), reason: null };
  const recorded = view.run === 0;
  const kept = keptStages(view, own);
  if ((recorded || view.modelsGone) && kept?.includes(stage)) {
    return { model: trainedModel(view, stage), reason: null };
  }
  if (view.modelsGone) {
    const reason = `The trainer that held the models of this run was ended. Run it again to ask ${STAGE_NAMES[stage]}.`;
    return { model: null, reason };
  }
  if (!recorded && stageRecord(view, stage)?.evaluation) {
    return { model: trainedModel(view, stage), reason: null };
  }
  if (!recorded) {
    const reason = isActive(view)
      ? `${STAGE_NAMES[stage]} can be asked when the stage is through.`
      : `${STAGE_NAMES[stage]} was not trained to its end, so there is no model to ask.`;
    return { model: null, reason };
  }
  if (kept) {
    const reason = `The model after ${STAGE_NAMES[stage]} is not kept: it made room for newer runs, or could not be stored. Run it again to ask it.`;
    return { model: null, reason };
  }
  const { published } = view;
  if (published?.stage === stage) return { model: { of: 'recording', file: published.file }, reason: null };
  const what = published
    ? `This recording comes with its model after ${STAGE_NAMES[published.stage]} only.`
    : 'This recording comes without its models.';
  return { model: null, reason: `${what} Run it here to ask ${STAGE_NAMES[stage]}.` };
}
