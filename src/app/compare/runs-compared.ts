import { STAGES, type StageName } from '../../experiment/plan/methods';
import type { MetricPoint, Proportion, RunRecord, StageEvaluation } from '../../experiment/record/run-record';
import { niceTicks } from '../charts/axis';
import { binned, curveOfMethod } from '../charts/series';

/** Runs over each other: which curves they share, and their results stage by stage. */

export const ACCURACIES = {
  internalized: { title: 'Internalized', of: (evaluation: StageEvaluation) => evaluation.endTask },
  inContext: { title: 'Policy in the prompt', of: (evaluation: StageEvaluation) => evaluation.inContext },
  override: { title: 'Policy override', of: (evaluation: StageEvaluation) => evaluation.override },
} as const;

export type Accuracy = keyof typeof ACCURACIES;

/** The result of each run after a stage; null where a run has none. */
export interface StageResults {
  readonly stage: StageName;
  readonly results: readonly (Proportion | null)[];
}

/** Stages after which one of the runs has the accuracy asked for, in the order of training. */
export function accuracyByStage(runs: readonly RunRecord[], accuracy: Accuracy): StageResults[] {
  const result = ({ stages }: RunRecord, stage: StageName) => {
    const evaluation = stages.find((one) => one.stage === stage)?.evaluation;
    return evaluation ? ACCURACIES[accuracy].of(evaluation) : null;
  };
  return STAGES.flatMap((stage) => {
    const results = runs.map((run) => result(run, stage));
    return results.some((one) => one !== null) ? [{ stage, results }] : [];
  });
}

/** Stages of which at least one run has a curve. */
export function curveStages(runs: readonly RunRecord[]): StageName[] {
  return STAGES.filter((stage) => runs.some((run) => curveOf(run, stage).length > 0));
}

/** The stage that most of the runs have a curve of, the latest of several; null where no run has any. */
export function commonestStage(runs: readonly RunRecord[]): StageName | null {
  const count = (stage: StageName) => runs.filter((run) => curveOf(run, stage).length > 0).length;
  const stages = curveStages(runs);
  return stages.reduce<StageName | null>(
    (best, stage) => (best !== null && count(best) > count(stage) ? best : stage),
    null,
  );
}

/** Places of the runs that have no value at any of the points. */
export function runsWithout(points: readonly CurvePoint[]): number[] {
  const [first] = points;
  return first
    ? [...first.values.keys()].filter((i) => points.every(({ values }) => values[i] === undefined))
    : [];
}

/** Names of the metrics that the runs logged in a stage, the most telling first. */
export function metricsOf(runs: readonly RunRecord[], stage: StageName): string[] {
  const names = new Set(runs.flatMap((run) => curveOf(run, stage).flatMap(Object.keys)));
  names.delete('step');
  const first = ['rewards/accuracy', 'reward', 'loss', 'entropy', 'kl'].filter((name) => names.delete(name));
  return [...first, ...[...names].sort()];
}

/** A point of a chart of several curves. */
export interface CurvePoint {
  /** Counted from 1, as people do; records count from 0. */
  readonly step: number;
  /** A value for each run, in their order; undefined for a run that has none at the step. */
  readonly values: readonly (number | undefined)[];
}

/** The curves of a metric over the steps of any run, each averaged down to at most `limit` points. */
export function overlaidCurves(
  runs: readonly RunRecord[],
  stage: StageName,
  metric: string,
  limit: number,
): CurvePoint[] {
  const points = new Map<number, (number | undefined)[]>();
  for (const [i, run] of runs.entries()) {
    for (const point of binned(curveOf(run, stage), [metric], limit)) {
      if (!(metric in point)) continue;
      const step = point.step + 1;
      const values = points.get(step) ?? runs.map(() => undefined);
      values[i] = point[metric];
      points.set(step, values);
    }
  }
  return [...points].map(([step, values]) => ({ step, values })).sort((one, other) => one.step - other.step);
}

/** What each curve says at a step: its value there, or the last one before it; undefined before its first. */
export function valuesAt(points: readonly CurvePoint[], step: number): (number | undefined)[] {
  const count = points[0]?.values.length ?? 0;
  return Array.from(
    { length: count },
    (_, i) => points.findLast((point) => point.step <= step && point.values[i] !== undefined)?.values[i],
  );
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

/** What guessing gets in the evaluations of the runs, each value once. */
export function chancesOf(runs: readonly RunRecord[]): number[] {
  const found = runs.flatMap(
    ({ stages }) => stages.find(({ evaluation }) => evaluation !== null)?.evaluation?.majority.value ?? [],
  );
  return [...new Set(found)];
}
