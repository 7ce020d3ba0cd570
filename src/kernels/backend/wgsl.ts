/** WGSL by repetition: loops over registers must be unrolled in the source, because registers have no index. */

/** One line per index 0 .. count - 1. */
export function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/** One line per row and column. */
export function grid(rows: number, columns: number, line: (row: number, column: number) => string): string {
  return lines(rows, (row) => lines(columns, (column) => line(row, column)));
}
