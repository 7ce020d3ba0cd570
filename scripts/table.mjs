/** Mean and sample standard deviation of the numbers among some values; a dash where there is none. */
function meanAndSpread(/** @type {(number | null)[]} */ values) {
  const numbers = values.filter((value) => value !== null);
  if (numbers.length === 0) return '-';
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  if (numbers.length === 1) return mean.toFixed(3);
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - 1);
  return `${mean.toFixed(3)} ± ${Math.sqrt(variance).toFixed(3)}`;
}

/** @type {[string, (row: any) => number | null][]} */
const COLUMNS = [
  ['no policy', (row) => row.accuracy],
  ['in context', (row) => row.accuracyInContext],
  ['override', (row) => row.override],
  ['exact reasoning', (row) => row.exact],
  ['referral', (row) => row.referral],
  ['majority', (row) => row.majority],
];

/**
 * The main table as Markdown: a line per method, mean ± sample standard deviation over seeds.
 *
 * @param {any[]} rows
 * @param {string[]} methods in the order of the table.
 */
export function formatTable(rows, methods) {
  const lines = methods.flatMap((method) => {
    const own = rows.filter((row) => row.method === method);
    if (own.length === 0) return [];
    const cells = COLUMNS.map(([, value]) => meanAndSpread(own.map(value)));
    return [`| ${[method, own.length, ...cells].join(' | ')} |`];
  });
  const heads = ['method', 'seeds', ...COLUMNS.map(([name]) => name)];
  return [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...lines].join('\n');
}
