import type { ExperimentConfig } from '../../experiment/plan/config';
import type { StageName } from '../../experiment/plan/methods';
import { stagesOf } from '../../experiment/plan/methods';
import { stageOptions } from '../../experiment/plan/stage-options';
import type { StageEvaluation, StageRecord } from '../../experiment/record/run-record';
import { isActive, type RunView } from './run-view';

export type StageState = 'waiting' | 'running' | 'paused' | 'evaluating' | 'done' | 'ended early';

/** One stop of the stage rail. */
export interface StageSummary {
  readonly stage: StageName;
  readonly state: StageState;
  /** Steps done. */
  readonly done: number;
  readonly steps: number;
  /** Share of the stage's steps done, 0..1. */
  readonly fraction: number;
  readonly stageEta: number | null;
  readonly evaluation: StageEvaluation | null;
}

/** Optimizer steps planned for a stage (RL and distillation: rollout steps); the base is only evaluated. */
export function plannedSteps(config: ExperimentConfig, stage: StageName): number {
  return stage === 'base' ? 0 : stageOptions(config, stage).steps;
}

export function stageRecord(view: RunView | null, stage: StageName): StageRecord | null {
  return view?.record.stages.find((record) => record.stage === stage) ?? null;
}

/** The stages of the config's method with what is known of each. */
export function stageSummaries(config: ExperimentConfig, view: RunView | null): StageSummary[] {
  return stagesOf(config.method).map((stage) => summarize(config, view, stage));
}

function summarize(config: ExperimentConfig, view: RunView | null, stage: StageName): StageSummary {
  const record = stageRecord(view, stage);
  const evaluation = record?.evaluation ?? null;
  const current = view?.progress?.stage === stage ? view.progress : null;
  const steps = current?.steps ?? plannedSteps(config, stage);
  const done = current?.done ?? record?.curve.length ?? 0;
  const state = stateOf(view, stage, record);
  const fraction =
    state === 'done' ? 1 : view?.evaluating?.stage === stage && steps === 0 ? view.evaluating.fraction : 0;
  return {
    stage,
    state,
    done,
    steps,
    fraction: steps > 0 && state !== 'done' ? Math.min(1, done / steps) : fraction,
    stageEta: current?.stageEta ?? null,
    evaluation,
  };
}

function stateOf(view: RunView | null, stage: StageName, record: StageRecord | null): StageState {
  if (view === null || record === null) {
    return view?.evaluating?.stage === stage && isActive(view) ? 'evaluating' : 'waiting';
  }
  if (record.evaluation !== null || view.status === 'finished') return 'done';
  if (!isActive(view)) return 'ended early';
  if (view.evaluating?.stage === stage) return 'evaluating';
  if (view.status === 'paused') return 'paused';
  return 'running';
}

/** The stage the eye should be on: the one at work, or the last one evaluated, or the base. */
export function currentStage(view: RunView | null): StageName {
  if (view === null) return 'base';
  if (isActive(view)) return view.evaluating?.stage ?? view.progress?.stage ?? 'base';
  return view.record.stages.findLast((stage) => stage.evaluation !== null)?.stage ?? 'base';
}

/** What the headline compares: the base reading the policy, and the latest model that does without. */
export interface Headline {
  readonly base: StageEvaluation | null;
  /** The latest evaluated stage at or before the chosen one that answers without the policy. */
  readonly internalized: { readonly stage: StageName; readonly evaluation: StageEvaluation } | null;
}

export function headlineOf(view: RunView | null, upTo: StageName | null): Headline {
  const stages = view?.record.stages ?? [];
  const limit = upTo === null ? -1 : stages.findIndex((stage) => stage.stage === upTo);
  const considered = limit >= 0 ? stages.slice(0, limit + 1) : stages;
  const base = stages.find((stage) => stage.stage === 'base')?.evaluation ?? null;
  const trained = considered.findLast((stage) => stage.evaluation?.endTask != null);
  return {
    base,
    internalized: trained?.evaluation ? { stage: trained.stage, evaluation: trained.evaluation } : null,
  };
}

/** The metric that a line of chance belongs to. */
export const ACCURACY = 'rewards/accuracy';

/** What always answering the commonest case gets in a run's evaluations; null before the first of them. */
export function chanceOf(run: RunView | null): number | null {
  const evaluated = run?.record.stages.find(({ evaluation }) => evaluation !== null);
  return evaluated?.evaluation?.majority.value ?? null;
}
