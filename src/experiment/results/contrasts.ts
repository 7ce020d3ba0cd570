import type { Method } from '../plan/methods';
import { type Estimate, holm, pValue } from './statistics';
import { contrast, type MethodSummary } from './summary';

/** Differences that the paper's claims rest on: a minus b, at the same seeds. */
const CONTRASTS: readonly (readonly [a: Method, b: Method])[] = [
  ['vm-cpt+cot-sft', 'cot-sft'],
  ['cot-sft', 'direct-sft'],
  ['cot-sft+grpo', 'direct-sft'],
  ['cot-sft+grpo', 'cot-sft'],
  ['cot-sft+dapo', 'cot-sft'],
  ['cot-sft+dapo', 'cot-sft+grpo'],
  ['trimpi-dapo', 'trimpi-grpo'],
  ['trimpi-grpo', 'vm-cpt+cot-sft'],
  ['trimpi-dapo', 'vm-cpt+cot-sft'],
  ['trimpi-grpo', 'cot-sft+grpo'],
  ['trimpi-dapo', 'cot-sft+dapo'],
  ['trimpi-poro-grpo', 'trimpi-grpo'],
  ['trimpi-poro-dapo', 'trimpi-dapo'],
  ['trimpi-poro-grpo', 'cot-sft+grpo'],
  ['trimpi-poro-dapo', 'cot-sft+dapo'],
  ['vm-cpt+cot-sft', 'cot-sft-matched'],
  ['vm-cpt+cot-sft', 'unmasked-cpt+cot-sft'],
  ['trimpi-dapo', 'cot-sft-matched+dapo'],
  ['cot-sft+poro-dapo', 'cot-sft+dapo'],
  ['trimpi-poro-dapo', 'cot-sft+poro-dapo'],
  ['trimpi-poro-dapo', 'trimpi-poro-dapo-separate'],
  ['trimpi-dapo', 'trimpi-dapo-cot-set'],
  ['trimpi-grpo-samples', 'trimpi-grpo'],
  ['trimpi-dapo', 'trimpi-grpo-samples'],
  ['trimpi-poro-dapo', 'in-context'],
];

const LEAST_SEEDS = 3;

export interface Contrast {
  readonly a: Method;
  readonly b: Method;
  /** Accuracy of a minus that of b, paired by seed. */
  readonly difference: Estimate;
  /** Where the 95 % t interval lies; null for fewer than three seeds: two equal differences would give an interval of no width. */
  readonly verdict: 'above zero' | 'below zero' | 'open' | null;
  /** p of no difference, by Holm's correction for all contrasts of the table that have a verdict; null without one. */
  readonly p: number | null;
}

/** What of {@link CONTRASTS} a table can tell. A method with several lines (builds, devices) is left out. */
export function contrastsOf(summaries: readonly MethodSummary[]): Contrast[] {
  const only = (method: Method) => {
    const [line, another] = summaries.filter((summary) => summary.method === method);
    return another ? undefined : line;
  };
  const found = CONTRASTS.flatMap(([a, b]) => {
    const [first, second] = [only(a), only(b)];
    const difference = first && second ? contrast(first, second, 'accuracy') : null;
    if (!difference) return [];
    const verdict = verdictOf(difference);
    return [{ a, b, difference, verdict, p: verdict && pValue(difference) }];
  });
  const adjusted = holm(found.flatMap(({ p }) => p ?? []));
  return found.map((one) => ({ ...one, p: one.p === null ? null : (adjusted.shift() as number) }));
}

function verdictOf({ interval, n }: Estimate): Contrast['verdict'] {
  if (!interval || n < LEAST_SEEDS) {
    return null;
  }
  if (interval.low > 0) {
    return 'above zero';
  }
  return interval.high < 0 ? 'below zero' : 'open';
}
