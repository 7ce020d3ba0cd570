/** The ticks of an axis, lowest first; the outer two are the ends of the axis. */
export type Ticks = readonly number[];

/** Two to five round ticks that enclose the values; equal or missing values get room around them. */
export function niceTicks(low: number, high: number): Ticks {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 0.5, 1];
  if (low === high) return niceTicks(Math.min(low, 0), low === 0 ? 1 : Math.max(low, 0));
  const step = niceStep((high - low) / 3);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiples of a decimal step, without the dust of adding it up.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The smallest of 1, 2, 5 times a power of ten that is no smaller than `size`. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= size * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** The ticks of a metric: 0..1 for proportions, from zero where the values come near it, around them otherwise. */
export function valueTicks(values: readonly number[], proportion: boolean): Ticks {
  if (proportion) return [0, 0.5, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  return niceTicks(low >= 0 && low < high / 2 ? 0 : low, high);
}

/** Powers of ten that enclose the positive values; null where there are none to enclose. */
export function logTicks(values: readonly number[]): Ticks | null {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return null;
  const first = Math.floor(Math.log10(Math.min(...positive)) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...positive)) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number((10 ** (first + i)).toPrecision(12)));
}
