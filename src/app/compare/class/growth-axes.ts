import type { ClassSummary } from './summary';

/** Ends that the axis of results may have: it has room for more, and not for a whole school. */
const ENDS = [5, 10, 15, 20, 30, 40, 60, 100, 150, 200, 300, 500] as const;
/** The least of the percent axis that is shown: chance must not look large. */
const LEAST_SPAN = 0.4;

/** Where the axis of results ends: some room beyond those that are in, up to the laptops of the class. */
export function resultsEnd(count: number, places: number): number {
  const roomy = ENDS.find((end) => end > count) ?? count;
  return Math.max(2, count, Math.min(roomy, places));
}

/** 1, and round numbers up to the end. */
export function resultTicks(end: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => end / size <= 8) ?? 100;
  const round = Array.from({ length: Math.floor(end / step) }, (_, i) => (i + 1) * step);
  return step === 1 ? round : [1, ...round];
}

/** The tenths between which all results and the present interval lie, at least {@link LEAST_SPAN} of the axis. */
export function shareDomain({
  steps,
  now,
}: Pick<ClassSummary, 'steps' | 'now'>): [low: number, high: number] {
  const values = steps.map(({ result }) => result.accuracy);
  if (now?.interval) values.push(now.interval.low, now.interval.high);
  if (values.length === 0) return [0, 1];
  // Tenths are whole numbers here: 0.3 is none.
  let low = Math.floor(10 * Math.min(...values) + 1e-9);
  let high = Math.ceil(10 * Math.max(...values) - 1e-9);
  while (high - low < 10 * LEAST_SPAN) {
    if (high < 10) high++;
    if (high - low < 10 * LEAST_SPAN && low > 0) low--;
  }
  return [low / 10, high / 10];
}

export function shareTicks([low, high]: readonly [number, number]): number[] {
  const step = high - low > 0.6 ? 2 : 1;
  const from = Math.round(10 * low);
  return Array.from({ length: Math.round(10 * (high - low)) + 1 }, (_, i) => from + i)
    .filter((tenth) => (tenth - from) % step === 0)
    .map((tenth) => tenth / 10);
}
