import { type ClassBoard, counted, growth } from '../../../experiment/results/class-board';
import type { ClassResult } from '../../../experiment/results/class-result';
import type { Estimate } from '../../../experiment/results/statistics';

/** What a class has come to, for the chart and the words. */
export interface ClassSummary {
  /** The results that count, in the order in which they came, each with the estimate after it. */
  readonly steps: readonly { readonly result: ClassResult; readonly estimate: Estimate }[];
  /** After the last of them; null before the first. */
  readonly now: Estimate | null;
  /** Laptops that the link has seeds for. */
  readonly places: number;
  /** Seeds of the range that no result has come from, in words: "2, 5, 7 to 9"; empty where all are in. */
  readonly missing: string;
}

export function summaryOf(board: ClassBoard, withMarked: boolean): ClassSummary {
  const results = counted(board, withMarked);
  const estimates = growth(results);
  const { first, last } = board.recipe.seeds;
  const seen = new Set(board.results.map(({ seed }) => seed));
  const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return {
    steps: results.map((result, i) => ({ result, estimate: estimates[i] })),
    now: estimates.at(-1) ?? null,
    places: seeds.length,
    missing: rangesInWords(seeds.filter((seed) => !seen.has(seed))),
  };
}

/** "2, 5, 7 to 9" of ascending whole numbers. */
export function rangesInWords(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([first, last]) =>
      first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first} to ${last}`,
    )
    .join(', ');
}

/** "38 to 49 %". */
export function intervalInWords({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${Math.round(100 * low)} to ${Math.round(100 * high)}\u00a0%`;
}
