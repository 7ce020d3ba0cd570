import type { Method } from '../plan/methods';
import type { ResultRow } from './result-row';
import { type Estimate, pairedContrast } from './statistics';
import { MEASURES } from './summary';

/** What one setting changes, at the same seeds: a row's accuracy, or what one row gains over another. */
export interface Across {
  readonly of: Method;
  /** Null: the accuracy itself is compared. */
  readonly over: Method | null;
  /** Of the first setting minus the second, paired by seed. */
  readonly difference: Estimate;
}

/** The base without training, what VM-CPT adds, and what RL and PolicyRollout add. */
const COMPARED: readonly (readonly [of: Method, over: Method | null])[] = [
  ['in-context', null],
  ['vm-cpt+cot-sft', 'cot-sft'],
  ['trimpi-grpo', 'vm-cpt+cot-sft'],
  ['trimpi-dapo', 'vm-cpt+cot-sft'],
  ['trimpi-poro-dapo', 'trimpi-dapo'],
  ['trimpi-poro-dapo', null],
];

/**
 * Compares two settings of the same scenes and seeds, such as policies in words and with pictures: a difference of differences
 * where a gain is compared.
 */
export function acrossSettings(first: readonly ResultRow[], second: readonly ResultRow[]): Across[] {
  return COMPARED.flatMap(([of, over]) => {
    const [a, b] = [gains(first, of, over), gains(second, of, over)];
    const seeds = [...a.keys()].filter((seed) => b.has(seed));
    if (seeds.length === 0) return [];
    const values = (gain: ReadonlyMap<number, number>) => seeds.map((seed) => gain.get(seed) as number);
    return [{ of, over, difference: pairedContrast(values(a), values(b)) }];
  });
}

/** By seed: the accuracy of `of`, or how much of it lies above that of `over`. */
function gains(rows: readonly ResultRow[], of: Method, over: Method | null): Map<number, number> {
  const bySeed = (method: Method) =>
    new Map(
      rows.flatMap((row) => {
        const accuracy = row.method === method ? MEASURES.accuracy(row) : null;
        return accuracy === null ? [] : [[row.seed, accuracy] as const];
      }),
    );
  if (over === null) return bySeed(of);
  const below = bySeed(over);
  return new Map(
    [...bySeed(of)].flatMap(([seed, accuracy]) => {
      const base = below.get(seed);
      return base === undefined ? [] : [[seed, accuracy - base] as const];
    }),
  );
}
