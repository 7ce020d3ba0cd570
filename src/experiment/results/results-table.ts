import { average } from '../../train/advantage';
import { estimateCost } from '../plan/estimate';
import { ALL_METHODS, METHOD_PLANS, type Method } from '../plan/methods';
import { PRESETS, presetConfig } from '../plan/presets';
import { acrossSettings } from './across';
import { contrastsOf, pInWords, verdictInWords } from './contrasts';
import { type Answer, answersOf, QUESTIONS } from './findings';
import type { ResultRow } from './result-row';
import type { RlTrajectory, Trajectory } from './rl-trajectory';
import type { Estimate } from './statistics';
import { type Measure, summarize } from './summary';

/** Results as Markdown, for the command line and docs/results. */

const COLUMNS: readonly (readonly [heading: string, measure: Measure])[] = [
  ['no policy', 'accuracy'],
  ['tool', 'tool'],
  ['arguments', 'arguments'],
  ['cases not shown', 'unshown'],
  ['policy put back', 'inContext'],
  ['override', 'override'],
  ['override, tool', 'overrideTool'],
  ['override, arguments', 'overrideArguments'],
  ['OCR reversed', 'paperOverride'],
  ['override majority', 'overrideMajority'],
  ['exact reasoning', 'exact'],
  ['referral 0-10', 'referral'],
  ['referral, blind', 'blindReferral'],
  ['branching error', 'branchingError'],
  ['branching error, blind', 'blindBranching'],
  ['fresh policy in context', 'freshInContext'],
  ['exist', 'exist'],
  ['text-only', 'textWalk'],
  ['sees mathematics', 'mathematics'],
  ['reads boards', 'read'],
  ['text-only rules', 'ruleWalk'],
  ['KL to base', 'kl'],
  ['groups sampled in RL', 'sampledGroups'],
  ['any tool', 'chance'],
  ['right tool, random version', 'randomVersion'],
  ['aware − own at the start', 'awareLead'],
  ['faithful of right aware', 'awareFaithful'],
  ['aware joined', 'awareJoined'],
  ['aware not sampled', 'awareSpared'],
  ['seconds', 'seconds'],
];

function cell(estimate: Estimate | null): string {
  if (!estimate) {
    return '-';
  }
  const digits = Math.abs(estimate.mean) >= 10 ? 1 : 3;
  const spread = estimate.sd === null ? '' : ` ± ${estimate.sd.toFixed(digits)}`;
  return estimate.mean.toFixed(digits) + spread;
}

/** Markdown. */
export function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(heads), row(heads.map(() => '---')), ...lines.map(row)].join('\n');
}

/**
 * The main table: a line per method, mean ± sample standard deviation over seeds, and the columns that any of them has.
 * In-Context's first figure is with the policy in the prompt: it internalizes nothing.
 */
export function resultsTable(rows: readonly ResultRow[]): string {
  const summaries = summarize(rows);
  const columns = COLUMNS.filter(([, measure]) => summaries.some(({ measures }) => measures[measure]));
  const lines = summaries.map(({ label, seeds, measures }) => [
    label,
    String(seeds.length),
    ...columns.map(([, measure]) => cell(measures[measure])),
  ]);
  return table(['method', 'seeds', ...columns.map(([heading]) => heading)], lines);
}

/**
 * Paired contrasts of accuracy without the policy: mean difference over seeds, its 95 % t interval, uncorrected, and verdict and p by
 * Holm's correction for the table.
 */
export function contrastTable(rows: readonly ResultRow[]): string {
  const lines = contrastsOf(summarize(rows)).map((one) => {
    const { n, mean, interval } = one.difference;
    const range = interval ? `${signed(interval.low)} to ${signed(interval.high)}` : 'one seed';
    const verdict = interval ? verdictInWords(one) : '';
    return [`${one.a} − ${one.b}`, String(n), signed(mean), range, verdict, pInWords(one.p)];
  });
  return table(['contrast', 'seeds', 'difference', '95 % interval', 'verdict by Holm', 'p by Holm'], lines);
}

/** A question a line and a table a column: differences with their 95 % t intervals; bold where Holm's correction holds them. */
export function findingsTable(
  tables: readonly { readonly preset: string; readonly rows: readonly ResultRow[] }[],
): string {
  const columns = tables.map(({ rows }) => answersOf(rows));
  const lines = QUESTIONS.map(({ asked, a, b }, i) => [
    asked,
    `${a} − ${b}`,
    ...columns.map((answers) => answerCell(answers[i])),
  ]);
  return table(['question', 'difference of', ...tables.map(({ preset }) => preset)], lines);
}

function answerCell(answer: Answer | null): string {
  if (!answer) return '-';
  const { mean, interval } = answer.difference;
  const said = answer.holds ? `**${signed(mean)}**` : signed(mean);
  return interval ? `${said} (${signed(interval.low)} to ${signed(interval.high)})` : said;
}

/** What one setting changes against another: means over seeds of differences, and their 95 % t intervals, uncorrected. */
export function acrossTable(first: readonly ResultRow[], second: readonly ResultRow[]): string {
  const lines = acrossSettings(first, second).map(({ of, over, difference: { n, mean, interval } }) => [
    over === null ? `accuracy of ${of}` : `gain of ${of} over ${over}`,
    String(n),
    signed(mean),
    interval ? `${signed(interval.low)} to ${signed(interval.high)}` : 'one seed',
  ]);
  return table(['compared', 'seeds', 'difference', '95 % interval'], lines);
}

/**
 * A study: a line per variant, and for each method its accuracy without the policy; for In-Context with it; mean ± sample
 * standard deviation over seeds.
 */
export function studyTable(rows: readonly (ResultRow & { readonly variant: string })[]): string {
  const methods = ALL_METHODS.filter((method) => rows.some((row) => row.method === method));
  const lines = [...new Set(rows.map(({ variant }) => variant))].map((variant) => {
    const summaries = summarize(rows.filter((row) => row.variant === variant));
    const seeds = Math.min(...summaries.map((one) => one.seeds.length));
    const accuracies = methods.map((method) => {
      const summary = summaries.find((one) => one.method === method);
      return cell(summary?.measures.accuracy ?? null);
    });
    return [variant, String(seeds), ...accuracies];
  });
  return table(['variant', 'seeds', ...methods.map((method) => METHOD_PLANS[method].label)], lines);
}

/** How reinforcement learning went: at the start, half-way and at the end, means over seeds. */
export function trajectoryTable(rows: readonly RlTrajectory[]): string {
  const columns: readonly (readonly [heading: string, of: (row: RlTrajectory) => Trajectory])[] = [
    ['right without policy', ({ noPolicy }) => noPolicy],
    ['right with policy', ({ policyAware }) => policyAware],
    ['groups without contrast', ({ withoutContrast }) => withoutContrast],
    ['entropy', ({ entropy }) => entropy],
    ['told by the policy', ({ told }) => told],
  ];
  const keys = [...new Set(rows.map(({ preset, method }) => `${preset} ${method}`))];
  const lines = keys.map((key) => {
    const [preset, method] = key.split(' ') as [string, Method];
    const own = rows.filter((row) => row.preset === preset && row.method === method);
    const cells = columns.map(([, of]) =>
      [0, 1, 2]
        .map((window) => own.flatMap((row) => of(row)[window] ?? []))
        .map((values) => (values.length > 0 ? average(values).toFixed(2) : '-'))
        .join(' / '),
    );
    return [preset, METHOD_PLANS[method].label, String(own.length), ...cells];
  });
  return table(['preset', 'method', 'seeds', ...columns.map(([heading]) => heading)], lines);
}

/**
 * What each preset costs: a run of TriMPI with PoRo-DAPO, all stages and their evaluations.
 *
 * @param measured with `shorten`: the part of the preset's steps that a row's run took, 1 / `shorten`
 */
export function presetTable(
  measured: readonly (ResultRow & { readonly preset: string; readonly shorten: number })[],
): string {
  const lines = PRESETS.map((preset) => {
    const config = presetConfig(preset, 'trimpi-poro-dapo', 1);
    const { parameters, tokens, flops } = estimateCost(config);
    const runs = measured.filter((row) => row.preset === preset.name && row.method === config.method);
    return [
      preset.name,
      `${config.dataset.policies} x ${config.dataset.layers}`,
      config.base,
      `${millions(parameters)} M`,
      `${millions(tokens)} M`,
      millions(flops / 1e6),
      minutesOf(runs),
    ];
  });
  const heads = ['preset', 'policies x layers', 'base', 'parameters', 'tokens', 'TFLOP', 'minutes measured'];
  return table(heads, lines);
}

/** "2.8 to 4.3", or "3.1 for 1/200 of its steps" where no run went all the way. */
function minutesOf(runs: readonly { readonly seconds: number; readonly shorten: number }[]): string {
  const shorten = Math.min(...runs.map((run) => run.shorten));
  const minutes = runs.filter((run) => run.shorten === shorten).map(({ seconds }) => seconds / 60);
  if (minutes.length === 0) return '-';
  const [low, high] = [Math.min(...minutes).toFixed(1), Math.max(...minutes).toFixed(1)];
  const range = low === high ? low : `${low} to ${high}`;
  return shorten === 1 ? range : `${range} for 1/${shorten} of its steps`;
}

/** What dynamic sampling draws: groups sampled for each that the steps ask for, smallest to largest over seeds. */
export function samplingTable(measured: readonly (ResultRow & { readonly preset: string })[]): string {
  const methods = ALL_METHODS.filter((method) => METHOD_PLANS[method].rl?.algorithm === 'dapo');
  const lines = PRESETS.flatMap(({ name, config }) => {
    const own = measured.filter(({ preset, sampledGroups }) => preset === name && sampledGroups !== null);
    const cells = methods.map((method) => {
      const draws = own
        .filter((row) => row.method === method)
        .map(({ sampledGroups }) => (sampledGroups as number) / (config.rl.steps * config.rl.prompts));
      return draws.length > 0 ? `${Math.min(...draws).toFixed(1)} to ${Math.max(...draws).toFixed(1)}` : '-';
    });
    return own.length > 0 ? [[name, ...cells]] : [];
  });
  const used = methods.map((_, i) => lines.some((line) => line[i + 1] !== '-'));
  const kept = (cells: readonly string[]) => cells.filter((_, i) => i === 0 || used[i - 1]);
  return table(kept(['preset', ...methods.map((method) => METHOD_PLANS[method].label)]), lines.map(kept));
}

function millions(count: number): string {
  return (count / 1e6).toFixed(count < 1e6 ? 2 : 1);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
