/** Cuts a list into `count` runs (fewer if it is shorter), whose lengths differ by one at most. */
export function evenShares<T>(list: readonly T[], count: number): T[][] {
  const shares = Math.min(count, list.length);
  const starts = Array.from({ length: shares + 1 }, (_, i) => Math.ceil((i * list.length) / shares));
  return starts.slice(1).map((end, i) => list.slice(starts[i], end));
}
