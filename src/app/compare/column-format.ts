import { type Estimate, varies } from '../../experiment/results/statistics';

/** How the numbers of a column are written. */
export interface ColumnFormat {
  mean(value: number): string;
  /** "± 2.0", as wide as the others of the column; empty where there is none. */
  spread(sd: number | null): string;
  /** A spread as wide as those of the column, for rows that have none; empty when no row has one. */
  readonly blank: string;
}

/** From here on, two digits after the point would be noise. */
const LARGE = 100;
const FIGURE_SPACE = '\u2007';

/** The same digits after the point in every row, so that the eye can compare them. */
export function columnFormat(
  estimates: readonly (Estimate | null)[],
  show: 'percent' | 'number' | 'count',
): ColumnFormat {
  const found = estimates.filter((one) => one !== null);
  const digits = {
    // What a mean over hundreds of images bears.
    percent: 1,
    number: found.some(({ mean }) => Math.abs(mean) >= LARGE) ? 0 : 2,
    count: 0,
  }[show];
  const write = (value: number) => (show === 'percent' ? 100 * value : value).toFixed(digits);
  const widest = found.reduce((wide, { sd }) => {
    const one = sd !== null && varies({ sd }) ? write(sd) : '';
    return one.length > wide.length ? one : wide;
  }, '');
  const spread = (written: string) => `±\u00a0${written.padEnd(widest.length, FIGURE_SPACE)}`;
  return {
    mean: (value) => (show === 'percent' ? `${write(value)}\u00a0%` : write(value)),
    spread: (sd) => (sd !== null && varies({ sd }) ? spread(write(sd)) : ''),
    blank: widest && spread(widest),
  };
}
