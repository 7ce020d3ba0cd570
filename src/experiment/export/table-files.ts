import { type Estimate, varies } from '../results/statistics';
import type { Measure } from '../results/summary';
import { csv } from './csv';

/** The main table, as a screen shows it, as files for other programs. */

export interface ExportedColumn {
  readonly measure: Measure;
  readonly title: string;
  readonly show: 'percent' | 'number' | 'count';
}

/** A method's line; one that was not run has no seeds and no numbers. */
export interface ExportedLine {
  readonly label: string;
  readonly seeds: readonly number[];
  readonly measures: { readonly [M in Measure]?: Estimate | null };
  /** 95 % interval of the accuracy: of the mean over seeds, or over the n images of the only seed. */
  readonly interval: {
    readonly low: number;
    readonly high: number;
    readonly over: 'seeds' | 'images';
    readonly n: number;
  } | null;
  /** The paper's accuracy, percent. */
  readonly paper: { readonly percent: number; readonly secondHand?: true } | null;
}

export interface ExportedTable {
  readonly columns: readonly ExportedColumn[];
  readonly lines: readonly ExportedLine[];
  /** Always the commonest case, over the seeds. */
  readonly majority: Estimate | null;
  readonly overrideMajority: Estimate | null;
  /** What the paper's figures are for: "7B, N = 6". */
  readonly paperSetting: string;
}

/** The majority class as a line like the others. */
function allLines({ lines, majority, overrideMajority }: ExportedTable): readonly ExportedLine[] {
  if (!majority) return lines;
  // Where every seed has as many images of each case, there is nothing to be unsure of.
  const interval =
    majority.interval && varies(majority)
      ? { ...majority.interval, over: 'seeds' as const, n: majority.n }
      : null;
  const measures = { accuracy: majority, override: overrideMajority };
  const seeds = [...new Set(lines.flatMap((line) => line.seeds))].sort((a, b) => a - b);
  return [...lines, { label: 'Majority class', seeds, measures, interval, paper: null }];
}

/** What is written in full precision beside what the screen shows. */
const MORE: readonly Measure[] = ['exact', 'seconds'];

/**
 * The table as CSV (RFC 4180): a line per method and one for the majority class; per measure its mean over seeds, sample
 * standard deviation and 95 % interval by the t-distribution, of the accuracy also the interval that the screen shows, and
 * what it is over. Of prefill it is the median over the runs of the table and their median distance from it. Shares are 0 to 1, the
 * paper's figures too; empty where there is no such number.
 */
export function tableCsv(table: ExportedTable): string {
  const measures: Measure[] = ['accuracy', ...table.columns.map(({ measure }) => measure), ...MORE];
  const head = [
    ...['method', 'seeds', 'n'],
    ...['accuracy_interval_low', 'accuracy_interval_high', 'accuracy_interval_over', 'accuracy_interval_n'],
    ...measures.flatMap((measure) => partsOf(measure).map((part) => `${measure}_${part}`)),
    ...['paper_accuracy', 'paper_second_hand', 'paper_setting'],
  ];
  const lines = allLines(table).map(({ label, seeds, interval, measures: found, paper }) => [
    ...[label, seeds.join(' '), seeds.length],
    ...[interval?.low ?? null, interval?.high ?? null, interval?.over ?? null, interval?.n ?? null],
    ...measures.flatMap((measure) => numbersOf(found[measure] ?? null).slice(0, partsOf(measure).length)),
    ...(paper
      ? [paper.percent / 100, paper.secondHand ? 'yes' : 'no', table.paperSetting]
      : [null, null, null]),
  ]);
  return csv([head, ...lines]);
}

function partsOf(measure: Measure): readonly string[] {
  return measure === 'prefillMs' ? ['median', 'median_distance'] : ['mean', 'sd', 'low95', 'high95'];
}

/** A difference of two methods paired by seed, as the screen shows it. */
export interface ExportedContrast {
  readonly a: string;
  readonly b: string;
  /** Its interval is not corrected. */
  readonly difference: Estimate;
  /** By Holm's correction. */
  readonly verdict: string;
  readonly p: number | null;
  /** Contrasts that the correction is over; null without a p. */
  readonly correctedOver: number | null;
}

/** The differences as CSV: shares, so 0.01 is a percentage point; the interval uncorrected, verdict and p by Holm's correction. */
export function contrastsCsv(contrasts: readonly ExportedContrast[]): string {
  return csv([
    [
      ...['method', 'over', 'seeds', 'difference', 'sd', 'low95', 'high95'],
      ...['verdict_by_holm', 'p_by_holm', 'holm_over_contrasts'],
    ],
    ...contrasts.map((one) => [
      ...[one.a, one.b, one.difference.n],
      ...numbersOf(one.difference),
      ...[one.verdict, one.p, one.correctedOver],
    ]),
  ]);
}

/**
 * The table as LaTeX (package booktabs), with the columns of the screen: percent, mean and sample standard deviation over seeds,
 * the 95 % interval of the accuracy, the majority class, and the paper's figures in a column of their own.
 */
export function tableLatex(table: ExportedTable, caption: string): string {
  const columns = table.columns;
  const lines = allLines(table).map(({ label, seeds, measures, interval, paper }) =>
    [
      escapeLatex(label),
      seeds.length === 0 ? 'not run' : seeds.length,
      spread(measures.accuracy ?? null, 'percent'),
      interval
        ? `[${percent(interval.low)}, ${percent(interval.high)}]${interval.over === 'images' ? '$^{*}$' : ''}`
        : '--',
      ...columns.map(({ measure, show }) => spread(measures[measure] ?? null, show)),
      paper ? `${paper.percent.toFixed(2)}${paper.secondHand ? '$^{\\dagger}$' : ''}` : '--',
    ].join(' & '),
  );
  const majority = table.majority ? lines.pop() : undefined;
  const head = [
    'Method',
    '$n$',
    'Accuracy',
    '95\\,\\% interval',
    ...columns.map(({ title }) => escapeLatex(title)),
  ];
  return [
    '% Requires \\usepackage{booktabs}. Shares in percent; mean and sample standard deviation over n seeds;',
    '% prefill: median and median distance from it over all runs of the table;',
    '% 95 % intervals of the mean by the t-distribution; * over the images of the only seed; \\dagger quoted by others.',
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(caption)}}`,
    `\\begin{tabular}{l${'r'.repeat(head.length)}}`,
    '\\toprule',
    `${[...head, `Paper, ${escapeLatex(table.paperSetting)}`].join(' & ')} \\\\`,
    '\\midrule',
    ...lines.map((line) => `${line} \\\\`),
    ...(majority ? ['\\midrule', `${majority} \\\\`] : []),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
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

function spread(found: Estimate | null, show: ExportedColumn['show']): string {
  if (!found) {
    return '--';
  }
  const write = (value: number) => {
    if (show === 'percent') return percent(value);
    return value.toFixed(show === 'count' ? 0 : 2);
  };
  const centre = write(found.mean);
  return found.sd !== null && varies(found) ? `${centre} $\\pm$ ${write(found.sd)}` : centre;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}
