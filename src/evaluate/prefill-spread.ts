import { median } from './median';

/** One round of measurements, milliseconds per prompt. */
export interface PairedTimes {
  readonly withPolicy: number;
  readonly withoutPolicy: number;
}

/** A median with an interval, milliseconds. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** How far measurements of prefill lie apart. */
export interface PrefillSpread {
  readonly rounds: number;
  /** The middle half of the rounds. */
  readonly withPolicy: Range;
  readonly withoutPolicy: Range;
  /** 95 % interval of the median of what a round saves without the policy; negative: it costs. */
  readonly saved: Range;
}

const FEWEST_ROUNDS = 9;
const MOST_ROUNDS = 60;
/** Half of the interval may be this share of the difference. */
const SMALL = 0.15;

/** Whether more rounds would tell nothing new: the interval is small against the difference, or there have been many. */
export function isSettled(rounds: readonly PairedTimes[]): boolean {
  if (rounds.length < FEWEST_ROUNDS) return false;
  if (rounds.length >= MOST_ROUNDS) return true;
  const saved = rounds.map((round) => round.withPolicy - round.withoutPolicy);
  const { low, high } = medianInterval(saved);
  return (high - low) / 2 <= SMALL * Math.abs(median(saved));
}

export function spreadOf(rounds: readonly PairedTimes[]): PrefillSpread {
  const all = (of: (round: PairedTimes) => number) => rounds.map(of);
  return {
    rounds: rounds.length,
    withPolicy: middleHalf(all(({ withPolicy }) => withPolicy)),
    withoutPolicy: middleHalf(all(({ withoutPolicy }) => withoutPolicy)),
    saved: medianInterval(all((round) => round.withPolicy - round.withoutPolicy)),
  };
}

function middleHalf(values: readonly number[]): Range {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { low: at(0.25), high: at(0.75) };
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.96;

/** 95 % interval of a median by order statistics, which asks nothing of the distribution. */
function medianInterval(values: readonly number[]): Range {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const reach = (Z * Math.sqrt(n)) / 2;
  const at = (place: number) => sorted[Math.min(n - 1, Math.max(0, place))];
  return { low: at(Math.floor(n / 2 - reach)), high: at(Math.ceil(n / 2 + reach) - 1) };
}
