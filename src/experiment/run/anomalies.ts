import { STAGE_NAMES, type StageName } from '../plan/methods';
import type { MetricPoint } from '../record/run-record';

/** What can go wrong with a training run that its curve shows. */
export type AnomalyKind = 'not-finite' | 'reward-collapse' | 'entropy-collapse';

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** What happened, as a sentence. */
  readonly message: string;
}

/** Updates from the first bad one to the alarm: one bad batch is noise, five in a row are not. */
export const ALARM_AFTER = 5;
/** Consecutive updates whose mean is a level; the best level so far is what a collapse falls from. */
const LEVEL_UPDATES = 5;

/** Reward: below half the best level, and by more than chance moves it. */
const REWARD_SHARE = 0.5;
const REWARD_DROP = 0.1;
/**
 * Entropy: below a tenth of its best level, and close to none. Healthy runs go down to a quarter while they learn; one
 * that has learned everything may go to zero, so that an accuracy near 1 is no collapse.
 */
const ENTROPY_SHARE = 0.1;
const ENTROPY_FLOOR = 0.02;
const CONVERGED_ACCURACY = 0.95;

/** What is wrong at the newest update of a stage, if that is more than a bad batch; null when nothing is. */
export function anomalyIn(stage: StageName, curve: readonly MetricPoint[]): Anomaly | null {
  const kind = suspicionIn(stage, curve);
  if (kind === null) {
    return null;
  }
  const point = curve[curve.length - 1];
  const where = `${STAGE_NAMES[stage]}, step ${point.step + 1}`;
  if (kind === 'not-finite') {
    const what = Number.isFinite(point.loss) ? 'gradient norm' : 'loss';
    return { kind, message: `${where}: the ${what} is no longer a finite number, so the model is spoilt.` };
  }
  for (let back = 1; back < ALARM_AFTER; back++) {
    if (suspicionIn(stage, curve.slice(0, curve.length - back)) !== kind) {
      return null;
    }
  }
  const [metric, name] = kind === 'reward-collapse' ? ['reward', 'reward'] : ['entropy', 'policy’s entropy'];
  const level = bestLevel(curve.slice(0, -ALARM_AFTER).map((each) => each[metric]));
  const from = level === null ? '' : ` from ${level.toPrecision(2)}`;
  return {
    kind,
    message: `${where}: the ${name} has collapsed${from} to ${point[metric].toPrecision(2)} and stayed there for ${ALARM_AFTER} steps.`,
  };
}

/** What looks wrong about the newest update alone; null when nothing does. It may be a bad batch. */
export function suspicionIn(stage: StageName, curve: readonly MetricPoint[]): AnomalyKind | null {
  const point = curve[curve.length - 1];
  if (!point) {
    return null;
  }
  if (!Number.isFinite(point.loss) || !Number.isFinite(point.grad_norm)) {
    return 'not-finite';
  }
  if (stage !== 'rl') {
    return null;
  }
  const before = curve.slice(0, -1);
  const reward = bestLevel(before.map((each) => each.reward));
  if (reward !== null && point.reward < REWARD_SHARE * reward && point.reward < reward - REWARD_DROP) {
    return 'reward-collapse';
  }
  const entropy = bestLevel(before.map((each) => each.entropy));
  if (
    entropy !== null &&
    point.entropy < Math.min(ENTROPY_SHARE * entropy, ENTROPY_FLOOR) &&
    point['rewards/accuracy'] < CONVERGED_ACCURACY
  ) {
    return 'entropy-collapse';
  }
  return null;
}

/** The highest mean of consecutive values; null while there are too few. */
function bestLevel(values: readonly number[]): number | null {
  let best: number | null = null;
  for (let end = LEVEL_UPDATES; end <= values.length; end++) {
    const sum = values.slice(end - LEVEL_UPDATES, end).reduce((a, b) => a + b, 0);
    best = Math.max(best ?? Number.NEGATIVE_INFINITY, sum / LEVEL_UPDATES);
  }
  return best;
}
