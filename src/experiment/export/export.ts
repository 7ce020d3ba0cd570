import { jsonOfMeasured } from '../record/measured';
import type { RunRecord } from '../record/run-record';
import { recordRow } from '../results/result-row';
import type { Estimate } from '../results/statistics';
import type { Measure, MethodSummary } from '../results/summary';
import { csv } from './csv';

export { csv } from './csv';
export { datasetLines, datasetRows } from './export-dataset';
export { completionsCsv, metricsCsv, metricsJsonl, unipoJsonl } from './logs';
export { modelFolder } from './model-folder';
export { paperRecipe } from './recipes/paper-recipe';
export { publishedRecipe } from './recipes/published-recipe';
export { zip } from './zip';

/** Tables of results as files for other programs. */

/** Columns of the summary in CSV, each as mean, sd and interval. */
const CSV_MEASURES: readonly Measure[] = [
  ...(['accuracy', 'inContext', 'override', 'exact', 'referral', 'branchingError'] as const),
  ...(['majority', 'promptTokens', 'prefillMs', 'seconds'] as const),
];

/**
 * The main table as CSV (RFC 4180): a line per method, and per measure its mean over seeds, sample standard deviation and
 * 95 % interval by the t-distribution. Shares are 0 to 1; empty where a method has no such number.
 */
export function summaryCsv(summaries: readonly MethodSummary[]): string {
  const head = CSV_MEASURES.flatMap((measure) =>
    ['mean', 'sd', 'low95', 'high95'].map((part) => `${measure}_${part}`),
  );
  const lines = summaries.map(({ label, seeds, measures }) => [
    label,
    seeds.join(' '),
    seeds.length,
    ...CSV_MEASURES.flatMap((measure) => numbersOf(measures[measure])),
  ]);
  return csv([['method', 'seeds', 'n', ...head], ...lines]);
}

/** Runs as CSV, a line each; a run without a result has empty cells after its seed. */
export function runsCsv(records: readonly RunRecord[]): string {
  const head = [
    ...[
      'title',
      'method',
      'preset',
      'seed',
      'accuracy',
      'low95',
      'high95',
      'in_context',
      'override',
      'exact',
    ],
    ...[
      'referral',
      'branching_error',
      'majority',
      'seconds',
      'stopped_early',
      'backend',
      'device',
      'build',
      'date',
    ],
  ];
  const lines = records.map((record) => {
    const { title, config, provenance, stoppedEarly } = record;
    const row = recordRow(record);
    return [
      ...[title, config.method, config.preset, config.seed],
      ...[row?.accuracy, row?.low, row?.high, row?.accuracyInContext, row?.override, row?.exact],
      ...[row?.referral, row?.branchingError, row?.majority, row?.seconds, stoppedEarly],
      ...[provenance.backend, provenance.device, provenance.build, provenance.date],
    ].map((cell) => cell ?? null);
  });
  return csv([head, ...lines]);
}

/**
 * The main table as LaTeX (package booktabs): percent, mean and sample standard deviation over seeds, the 95 % interval of
 * the accuracy, and the majority class as a line of its own.
 */
export function summaryLatex(summaries: readonly MethodSummary[], caption: string): string {
  const lines = summaries.map(({ label, seeds, measures: { accuracy, inContext, override } }) =>
    [
      escapeLatex(label),
      seeds.length,
      spread(accuracy),
      interval(accuracy),
      spread(inContext),
      spread(override),
    ].join(' & '),
  );
  // Every method is measured on the same images of a seed: the method with most seeds knows the most of them.
  const [widest] = [...summaries].sort((a, b) => b.seeds.length - a.seeds.length);
  const majority = widest?.measures.majority ?? null;
  const baseline = [
    'Majority class',
    widest?.seeds.length ?? 0,
    spread(majority),
    interval(majority),
    '--',
    '--',
  ];
  return [
    '% Requires \\usepackage{booktabs}. Mean and sample standard deviation over n seeds, percent;',
    '% 95 % intervals of the mean by the t-distribution.',
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(caption)}}`,
    '\\begin{tabular}{lrrrrr}',
    '\\toprule',
    'Method & $n$ & Accuracy & 95\\,\\% interval & Policy in prompt & Override \\\\',
    '\\midrule',
    ...lines.map((line) => `${line} \\\\`),
    '\\midrule',
    `${baseline.join(' & ')} \\\\`,
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** A run as the JSON that this page imports again. */
export function recordJson(record: RunRecord): string {
  return `${jsonOfMeasured(record)}\n`;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
};

/** Any text as LaTeX that prints it, on one line. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#%_^~<>|]/g, (char) => LATEX[char]).replace(/\s+/g, ' ');
}

function numbersOf(found: Estimate | null): (number | null)[] {
  return [
    found?.mean ?? null,
    found?.sd ?? null,
    found?.interval?.low ?? null,
    found?.interval?.high ?? null,
  ];
}

function spread(found: Estimate | null): string {
  if (!found) {
    return '--';
  }
  const centre = percent(found.mean);
  return found.sd === null ? centre : `${centre} $\\pm$ ${percent(found.sd)}`;
}

function interval(found: Estimate | null): string {
  return found?.interval ? `[${percent(found.interval.low)}, ${percent(found.interval.high)}]` : '--';
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}
