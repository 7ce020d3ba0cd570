import { median } from '../../evaluate/median';
import type { StageRecord } from '../record/run-record';

/** What prefill costs in a run, milliseconds: one answer for the whole run, since every stage has the same network. */
export interface Prefill {
  readonly withPolicy: number;
  readonly withoutPolicy: number;
  /** What a prompt saves without the policy; negative: it costs. */
  readonly savedMs: number;
  /** The range in which the saving lies. */
  readonly low: number;
  readonly high: number;
  /** Whether that range is narrow against the saving, and leaves no doubt that something is saved, or costs more. */
  readonly isClear: boolean;
  /** Measurements behind it: rounds, or in older records one per evaluation. */
  readonly measurements: number;
}

/** Browsers' clocks tick at this, milliseconds, on an isolated page at best: what is less is not measured. */
const CLOCK_MS = 0.1;
/** Two measurements say nothing of their spread. */
const ENOUGH = 3;
/** The saving may be wrong by this share of itself to be called clear. */
const UNSURE = 0.5;

/** Null where nothing has been measured. */
export function prefillOf(stages: readonly Pick<StageRecord, 'evaluation'>[]): Prefill | null {
  const measured = stages.flatMap(({ evaluation }) => evaluation?.efficiency ?? []);
  const careful = measured.find(({ prefillSpread }) => prefillSpread);
  if (careful?.prefillSpread) {
    const { saved, rounds } = careful.prefillSpread;
    return { ...savingOf(careful.prefillMs, saved), measurements: rounds };
  }
  if (measured.length === 0) return null;
  // Records of before have a measurement per stage, hasty and of one network: their spread is what is known of it.
  const times = measured.map(({ prefillMs }) => prefillMs);
  const saved = times.map((one) => one.withPolicy - one.withoutPolicy);
  const of = (key: 'withPolicy' | 'withoutPolicy') => median(times.map((one) => one[key]));
  const medians = { withPolicy: of('withPolicy'), withoutPolicy: of('withoutPolicy') };
  const range = { low: Math.min(...saved), high: Math.max(...saved) };
  const whole = savingOf(medians, range);
  return { ...whole, isClear: whole.isClear && times.length >= ENOUGH, measurements: times.length };
}

function savingOf(
  { withPolicy, withoutPolicy }: { readonly withPolicy: number; readonly withoutPolicy: number },
  { low, high }: { readonly low: number; readonly high: number },
) {
  const savedMs = withPolicy - withoutPolicy;
  const isNarrow = (high - low) / 2 <= UNSURE * Math.abs(savedMs);
  // The range is of rounds, each with and without; medians of all lie outside it only where something else held the processor.
  const isSteady = low <= savedMs && savedMs <= high;
  const isClear = isSteady && isNarrow && (low >= CLOCK_MS || high <= -CLOCK_MS);
  return { withPolicy, withoutPolicy, savedMs, low, high, isClear };
}
