import { median } from '../../evaluate/median';
import type { StageName } from '../plan/methods';
import type { MetricPoint } from '../record/run-record';

/** What a curve can show to be wrong with a training run. */
export type Suspicion =
  | 'not-finite'
  | 'reward-collapse'
  | 'entropy-collapse'
  | 'loss-rise'
  | 'gradient-burst';

/** The same, and what asking the model itself shows (collapse-watch.ts). */
export type AnomalyKind = Suspicion | 'policy-lost' | 'answers-lost';

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** What happened and why, in sentences. */
  readonly message: string;
}

/** Updates from the first bad one to the alarm: one bad batch is noise, five in a row are not. */
export const ALARM_AFTER = 5;
/** Consecutive updates whose mean is a level; the best level so far is what a collapse falls from. */
const LEVEL_UPDATES = 5;

/** Reward: below half the best level, and by more than chance moves it. */
const REWARD_SHARE = 0.5;
const REWARD_DROP = 0.1;
/** Standard deviation of the mean reward of one group, at most: rewards lie between 0 and 1. */
const GROUP_DEVIATION = 0.5;
/**
 * Entropy: below a tenth of its best level, and close to none. Healthy runs go down to a quarter while they learn; one
 * that has learned everything may go to zero, so that an accuracy near 1 is no collapse.
 */
const ENTROPY_SHARE = 0.1;
const ENTROPY_FLOOR = 0.02;
const CONVERGED_ACCURACY = 0.95;

/**
 * Loss of a supervised stage: the mean of three updates has risen above the lowest by this share of the first loss, which is
 * the model's own before the stage. Recorded and provoked healthy runs stay below .08, runs that collapse go above .3.
 */
const LOSS_RISE = 0.15;
const LOSS_UPDATES = 3;
/** Sequences of a batch for which that share holds; smaller batches are noisier. */
const LOSS_BATCH = 8;

/** Gradient norm, before clipping: healthy updates have at most 16, those that spoil a model thousands. */
const BURST_NORM = 100;
const BURST_TIMES = 20;

/**
 * What looks wrong about the newest update alone; null when nothing does. It may be a bad batch.
 *
 * @param batch sequences of an update of a supervised stage
 */
export function suspicionIn(
  stage: StageName,
  curve: readonly MetricPoint[],
  batch = LOSS_BATCH,
): Suspicion | null {
  const point = curve[curve.length - 1];
  if (!point) {
    return null;
  }
  if (!Number.isFinite(point.loss) || !Number.isFinite(point.grad_norm)) {
    return 'not-finite';
  }
  if (stage === 'rl') {
    if (rewardHasFallen(curve)) return 'reward-collapse';
    if (entropyHasFallen(curve)) return 'entropy-collapse';
  } else if (stage !== 'distillation' && lossHasRisen(curve, batch)) {
    // Distillation samples its own sequences, so that its loss is over others at each step.
    return 'loss-rise';
  }
  const norms = curve.slice(0, -1).map(({ grad_norm }) => grad_norm);
  const usual = norms.length === 0 ? 0 : median(norms);
  return point.grad_norm > Math.max(BURST_NORM, BURST_TIMES * usual) ? 'gradient-burst' : null;
}

/** Not one bad batch: a loss that has risen is the mean of three updates. */
const CERTAIN: readonly (Suspicion | null)[] = ['not-finite', 'loss-rise'];

/** What is wrong with more than a bad batch: with every one of the last five updates, or for certain; null when nothing is. */
export function lastingSuspicion(
  stage: StageName,
  curve: readonly MetricPoint[],
  batch?: number,
): Suspicion | null {
  const newest = suspicionIn(stage, curve, batch);
  for (let back = 1; newest && !CERTAIN.includes(newest) && back < ALARM_AFTER; back++) {
    if (suspicionIn(stage, curve.slice(0, curve.length - back), batch) !== newest) {
      return null;
    }
  }
  return newest;
}

function rewardHasFallen(curve: readonly MetricPoint[]): boolean {
  const { reward } = curve[curve.length - 1];
  const level = rewardLevel(curve.slice(0, -1));
  return level !== null && reward < REWARD_SHARE * level && reward < level - REWARD_DROP;
}

/**
 * The reward that a collapse falls from: the best level, or that of the first updates. The responses of the very first come
 * from the model as it was before the stage, so that its reward alone is one, less what chance may have added to it.
 */
export function rewardLevel(before: readonly MetricPoint[]): number | null {
  const levels = before.slice(0, LEVEL_UPDATES).map((_, i) => {
    const first = before.slice(0, i + 1);
    const groups = first.reduce((sum, point) => sum + (point['dynamic_sampling/groups'] ?? 1), 0);
    return mean(first.map(({ reward }) => reward)) - GROUP_DEVIATION / Math.sqrt(groups);
  });
  const best = bestLevel(before.map(({ reward }) => reward));
  return levels.length > 0 ? Math.max(...levels, best ?? levels[0]) : null;
}

function entropyHasFallen(curve: readonly MetricPoint[]): boolean {
  const point = curve[curve.length - 1];
  const before = curve.slice(0, -1).map(({ entropy }) => entropy);
  if (before.length === 0) {
    return false;
  }
  // The first entropy is the model's before the stage, over thousands of tokens: it needs no mean.
  const level = Math.max(before[0], bestLevel(before) ?? 0);
  const isClose = point.entropy < Math.min(ENTROPY_SHARE * level, ENTROPY_FLOOR);
  return isClose && point['rewards/accuracy'] < CONVERGED_ACCURACY;
}

function lossHasRisen(curve: readonly MetricPoint[], batch: number): boolean {
  const losses = curve.map(({ loss }) => loss);
  if (losses.length <= LOSS_UPDATES) {
    return false;
  }
  const rise = mean(losses.slice(-LOSS_UPDATES)) - Math.min(...losses.slice(0, -1));
  return rise > LOSS_RISE * Math.max(1, Math.sqrt(LOSS_BATCH / batch)) * losses[0];
}

/** The highest mean of consecutive values; null while there are too few. */
function bestLevel(values: readonly number[]): number | null {
  let best: number | null = null;
  for (let end = LEVEL_UPDATES; end <= values.length; end++) {
    best = Math.max(best ?? Number.NEGATIVE_INFINITY, mean(values.slice(end - LEVEL_UPDATES, end)));
  }
  return best;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
