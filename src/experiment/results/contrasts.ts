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
  ['trimpi-gated-poro-grpo', 'trimpi-grpo'],
  ['trimpi-gated-poro-dapo', 'trimpi-dapo'],
  ['trimpi-gated-poro-grpo', 'trimpi-poro-grpo'],
  ['trimpi-gated-poro-dapo', 'trimpi-poro-dapo'],
  ['trimpi-gated-poro-grpo', 'trimpi-poro-grpo-gate'],
  ['trimpi-gated-poro-dapo', 'trimpi-poro-dapo-gate'],
  ['trimpi-gated-poro-grpo', 'trimpi-poro-grpo-faithful'],
  ['trimpi-gated-poro-dapo', 'trimpi-poro-dapo-faithful'],
  ['trimpi-poro-grpo-gate', 'trimpi-poro-grpo'],
  ['trimpi-poro-dapo-gate', 'trimpi-poro-dapo'],
  ['trimpi-poro-grpo-faithful', 'trimpi-poro-grpo'],
  ['trimpi-poro-dapo-faithful', 'trimpi-poro-dapo'],
  ['cot-sft+distillation', 'cot-sft'],
  ['vm-cpt+cot-sft+distillation', 'vm-cpt+cot-sft'],
  ['cot-sft+grpo', 'cot-sft+distillation'],
  ['trimpi-grpo', 'vm-cpt+cot-sft+distillation'],
  ['trimpi-dapo', 'vm-cpt+cot-sft+distillation'],
  ['trimpi-gated-poro-dapo', 'vm-cpt+cot-sft+distillation'],
];

const LEAST_SEEDS = 3;
/** Below it, after correction, a difference counts as one. */
const LEVEL = 0.05;

export interface Contrast {
  readonly a: Method;
  readonly b: Method;
  /** Accuracy of a minus that of b, paired by seed. */
  readonly difference: Estimate;
  /**
   * On which side of zero the difference lies, if the p beside it is below .05. The interval is not corrected, so an open difference
   * can have one that leaves zero out. Null for fewer than three seeds, and for differences that are equal at all of them.
   */
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
    const isTested = difference.sd !== null && difference.n >= LEAST_SEEDS;
    return [{ a, b, difference, p: isTested ? pValue(difference) : null }];
  });
  const adjusted = holm(found.flatMap(({ p }) => p ?? []));
  return found.map((one) => {
    const p = one.p === null ? null : (adjusted.shift() as number);
    return { ...one, p, verdict: verdictOf(one.difference, p) };
  });
}

/** How many contrasts Holm's correction is over: those with a p. */
export function correctedOver(contrasts: readonly Contrast[]): number {
  return contrasts.filter(({ p }) => p !== null).length;
}

/** The verdict in the words of docs/results, of the screen and of its files; where there is none, why. */
export function verdictInWords({ verdict, difference: { n } }: Contrast): string {
  if (verdict !== null) return verdict;
  return n < LEAST_SEEDS ? 'too few seeds' : 'equal at all seeds';
}

/** "0.070", "< 0.001"; "-" without one. */
export function pInWords(p: number | null): string {
  if (p === null) return '-';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function verdictOf({ mean }: Estimate, p: number | null): Contrast['verdict'] {
  if (p === null) {
    return null;
  }
  if (p >= LEVEL) {
    return 'open';
  }
  return mean > 0 ? 'above zero' : 'below zero';
}
