import { STAGES, type StageName } from '../../experiment/plan/methods';
import type { MetricPoint, Proportion, RunRecord, StageEvaluation } from '../../experiment/record/run-record';
import { niceTicks } from '../charts/axis';
import { binned, curveOfMethod } from '../charts/series';

/** Two runs side by side: which curves they share, and their results stage by stage. */

export const ACCURACIES = {
  internalized: { title: 'Internalized', of: (evaluation: StageEvaluation) => evaluation.endTask },
  inContext: { title: 'Policy in the prompt', of: (evaluation: StageEvaluation) => evaluation.inContext },
  override: { title: 'Policy override', of: (evaluation: StageEvaluation) => evaluation.override },
} as const;

export type Accuracy = keyof typeof ACCURACIES;

/** The results of both runs after a stage; null where a run has none. */
export interface StagePair {
  readonly stage: StageName;
  readonly results: readonly [Proportion | null, Proportion | null];
}

/** Stages after which one of the runs has the accuracy asked for, in the order of training. */
export function accuracyByStage(runs: readonly [RunRecord, RunRecord], accuracy: Accuracy): StagePair[] {
  const result = ({ stages }: RunRecord, stage: StageName) => {
    const evaluation = stages.find((one) => one.stage === stage)?.evaluation;
    return evaluation ? ACCURACIES[accuracy].of(evaluation) : null;
  };
  return STAGES.flatMap((stage) => {
    const results = [result(runs[0], stage), result(runs[1], stage)] as const;
    return results[0] || results[1] ? [{ stage, results }] : [];
  });
}

/** Stages of which at least one run has a curve. */
export function curveStages(runs: readonly RunRecord[]): StageName[] {
  return STAGES.filter((stage) => runs.some((run) => curveOf(run, stage).length > 0));
}

/** Names of the metrics that the runs logged in a stage, the most telling first. */
export function metricsOf(runs: readonly RunRecord[], stage: StageName): string[] {
  const names = new Set(runs.flatMap((run) => curveOf(run, stage).flatMap(Object.keys)));
  names.delete('step');
  const first = ['rewards/accuracy', 'reward', 'loss', 'entropy', 'kl'].filter((name) => names.delete(name));
  return [...first, ...[...names].sort()];
}

/** A point of a chart of two curves; a run without a value at the step has none. */
export interface CurvePoint {
  /** Counted from 1, as people do; records count from 0. */
  readonly step: number;
  readonly first?: number;
  readonly second?: number;
}

/** Both curves of a metric over the steps of either, each averaged down to at most `limit` points. */
export function curvePair(
  [a, b]: readonly [RunRecord, RunRecord],
  stage: StageName,
  metric: string,
  limit: number,
): CurvePoint[] {
  const points = new Map<number, { step: number; first?: number; second?: number }>();
  const draw = (run: RunRecord, key: 'first' | 'second') => {
    for (const point of binned(curveOf(run, stage), [metric], limit)) {
      if (metric in point) {
        const step = point.step + 1;
        points.set(step, { ...(points.get(step) ?? { step }), [key]: point[metric] });
      }
    }
  };
  draw(a, 'first');
  draw(b, 'second');
  return [...points.values()].sort((one, other) => one.step - other.step);
}

/** The first and the last step, and round ones between that have room. */
export function stepTicks(last: number): number[] {
  if (last <= 1) return [1];
  const between = niceTicks(0, last).filter((tick) => tick > Math.max(1, last / 10) && tick < 0.9 * last);
  return [1, ...between.filter(Number.isInteger), last];
}

function curveOf({ stages, config }: RunRecord, stage: StageName): readonly MetricPoint[] {
  return curveOfMethod(stages.find((one) => one.stage === stage)?.curve ?? [], config.method);
}
