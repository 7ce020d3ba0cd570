import { ALL_METHODS, METHOD_PLANS, type Method } from '../plan/methods';
import type { RunRecord } from '../record/run-record';
import { prefillOfTable } from './prefill-of-table';
import { type ResultRow, recordRow } from './result-row';
import { type Estimate, estimate, pairedContrast } from './statistics';

/** What a results table can show of a method; each a number per seed. */
export const MEASURES = {
  /** The paper's column: without the policy in the prompt; for In-Context, which internalizes nothing, with it. */
  accuracy: (row: ResultRow) => row.accuracy ?? row.accuracyInContext,
  // Older rows do not say.
  unshown: (row: ResultRow) => row.unshown ?? null,
  inContext: (row: ResultRow) => row.accuracyInContext,
  // Rows of tasks without partial credit have neither parts nor such baselines.
  tool: (row: ResultRow) => row.parts?.tool ?? null,
  arguments: (row: ResultRow) => row.parts?.arguments ?? null,
  override: (row: ResultRow) => row.override,
  overrideTool: (row: ResultRow) => row.overrideParts?.tool ?? null,
  overrideArguments: (row: ResultRow) => row.overrideParts?.arguments ?? null,
  paperOverride: (row: ResultRow) => row.paperOverride ?? null,
  // Older rows do not say.
  overrideMajority: (row: ResultRow) => row.overrideMajority ?? null,
  exact: (row: ResultRow) => row.exact,
  referral: (row: ResultRow) => row.referral,
  branchingError: (row: ResultRow) => row.branchingError,
  // Older rows do not say.
  blindReferral: (row: ResultRow) => row.blind?.referral ?? null,
  blindBranching: (row: ResultRow) => row.blind?.branchingError ?? null,
  // Each task measures skills of its own.
  exist: (row: ResultRow) => row.baseSkills.exist ?? null,
  query: (row: ResultRow) => row.baseSkills.query ?? null,
  textWalk: (row: ResultRow) => row.baseSkills.textWalk ?? null,
  mathematics: (row: ResultRow) => row.baseSkills.mathematics ?? null,
  read: (row: ResultRow) => row.baseSkills.read ?? null,
  ruleWalk: (row: ResultRow) => row.baseSkills.ruleWalk ?? null,
  freshInContext: (row: ResultRow) => row.baseSkills.freshInContext ?? null,
  kl: (row: ResultRow) => row.baseSkills.kl,
  majority: (row: ResultRow) => row.majority,
  chance: (row: ResultRow) => row.chance ?? null,
  randomVersion: (row: ResultRow) => row.randomVersion ?? null,
  promptTokens: (row: ResultRow) => promptOf(row, row.promptTokens),
  prefillMs: (row: ResultRow) => promptOf(row, row.prefillMs),
  seconds: (row: ResultRow) => row.seconds,
  // Older rows do not say.
  sampledGroups: (row: ResultRow) => row.sampledGroups ?? null,
  awareLead: (row: ResultRow) => row.aware?.leadAtStart ?? null,
  awareFaithful: (row: ResultRow) => row.aware?.faithfulAtStart ?? null,
  awareJoined: (row: ResultRow) => row.aware?.joined ?? null,
  awareSpared: (row: ResultRow) => row.aware?.spared ?? null,
} as const satisfies Record<string, (row: ResultRow) => number | null>;

export type Measure = keyof typeof MEASURES;

/** Measures that are shares: their intervals end at 0 and 1. */
const SHARES: ReadonlySet<Measure> = new Set<Measure>([
  'accuracy',
  'unshown',
  'inContext',
  'tool',
  'arguments',
  'override',
  'overrideTool',
  'overrideArguments',
  'paperOverride',
  'overrideMajority',
  'exact',
  'exist',
  'query',
  'textWalk',
  'mathematics',
  'read',
  'ruleWalk',
  'freshInContext',
  'majority',
  'chance',
  'randomVersion',
  'awareFaithful',
  'awareJoined',
  'awareSpared',
]);

/** A method over its seeds: a line of the main table. */
export interface MethodSummary {
  readonly method: Method;
  readonly label: string;
  /** Ascending; the order of {@link MethodSummary.rows} too. */
  readonly seeds: readonly number[];
  readonly rows: readonly ResultRow[];
  /** Over the seeds; null where the method has no such number. Prefill is over the table, see {@link prefillOfTable}. */
  readonly measures: { readonly [M in Measure]: Estimate | null };
}

/** Runs of the same settings but for method and seed, as the main table. */
export interface RunGroup {
  readonly preset: string;
  readonly records: readonly RunRecord[];
  /** A method that ran on several builds or devices has a line for each, and their labels say which. */
  readonly summaries: readonly GroupSummary[];
}

export interface GroupSummary extends MethodSummary {
  /** The runs of the line that have a result. */
  readonly records: readonly RunRecord[];
}

/**
 * The paper's main table: a line per method in the paper's order, then the controls, over the seeds that were run. A seed that was run
 * twice counts once, by its last row: running it again adds no evidence.
 */
export function summarize(rows: readonly ResultRow[]): MethodSummary[] {
  return ALL_METHODS.flatMap((method) => {
    const bySeed = new Map(rows.filter((row) => row.method === method).map((row) => [row.seed, row]));
    const own = [...bySeed.values()].sort((a, b) => a.seed - b.seed);
    if (own.length === 0) {
      return [];
    }
    const measures = Object.fromEntries(
      (Object.keys(MEASURES) as Measure[]).map((measure) => [
        measure,
        measure === 'prefillMs' ? prefillOfTable(rows, method) : measureOf(own, measure),
      ]),
    ) as MethodSummary['measures'];
    const seeds = own.map(({ seed }) => seed);
    return [{ method, label: METHOD_PLANS[method].label, seeds, rows: own, measures }];
  });
}

/**
 * Groups recorded runs into tables: only runs whose settings differ in nothing but method and seed stand in one, and only runs
 * of one build on one device are averaged. Runs without a result (stopped before their last evaluation) are left out of
 * the summaries, but stay in `records`.
 */
export function groupRuns(records: readonly RunRecord[]): RunGroup[] {
  const groups = new Map<string, RunRecord[]>();
  for (const record of records) {
    const { method: _method, seed: _seed, ...rest } = record.config;
    const key = JSON.stringify(sorted(rest));
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((members) => ({
    preset: members[0].config.preset,
    records: members,
    summaries: summarizeByOrigin(members.filter((record) => recordRow(record) !== null)),
  }));
}

/** Lines of a table, method by method; the origin with most runs first. */
function summarizeByOrigin(records: readonly RunRecord[]): GroupSummary[] {
  const origins = new Map<string, RunRecord[]>();
  for (const record of records) {
    const { build, device } = record.provenance;
    const key = JSON.stringify([build, device]);
    origins.set(key, [...(origins.get(key) ?? []), record]);
  }
  const lists = [...origins.values()].sort((a, b) => b.length - a.length);
  const builds = new Set(lists.map(([{ provenance }]) => provenance.build));
  const devices = new Set(lists.map(([{ provenance }]) => provenance.device));
  const summaries = lists.flatMap((members) => {
    const { build, device } = members[0].provenance;
    const origin = [
      // The first half of their hash tells builds apart.
      ...(builds.size > 1 ? [`build ${build.slice(0, 6)}`] : []),
      ...(devices.size > 1 ? [device] : []),
    ].join(', ');
    const byDate = [...members].sort((a, b) => Date.parse(a.provenance.date) - Date.parse(b.provenance.date));
    return summarize(byDate.flatMap((record) => recordRow(record) ?? [])).map((summary) => ({
      ...summary,
      label: origin ? `${summary.label} (${origin})` : summary.label,
      records: byDate.filter(({ config }) => config.method === summary.method),
    }));
  });
  const place = ({ method }: MethodSummary) => ALL_METHODS.indexOf(method);
  return summaries.sort((a, b) => place(a) - place(b));
}

/** How much more `a` has of a measure than `b`, over the seeds that both were run with; null when they share none. */
export function contrast(a: MethodSummary, b: MethodSummary, measure: Measure): Estimate | null {
  const of = MEASURES[measure];
  const pairs = a.rows.flatMap((row) => {
    const other = b.rows.find(({ seed }) => seed === row.seed);
    const [left, right] = [of(row), other ? of(other) : null];
    return left === null || right === null ? [] : [[left, right] as const];
  });
  return pairs.length === 0
    ? null
    : pairedContrast(
        pairs.map(([left]) => left),
        pairs.map(([, right]) => right),
      );
}

function measureOf(rows: readonly ResultRow[], measure: Measure): Estimate | null {
  const values = rows.map(MEASURES[measure]).filter((value) => value !== null);
  if (values.length === 0) {
    return null;
  }
  const found = estimate(values);
  if (!found.interval || !SHARES.has(measure)) {
    return found;
  }
  const { low, high } = found.interval;
  return { ...found, interval: { low: Math.max(0, low), high: Math.min(1, high) } };
}

/** What the method's own use costs: In-Context pays for the policy in each prompt, the others do not. */
function promptOf(
  { method }: ResultRow,
  cost: { readonly withPolicy: number; readonly withoutPolicy: number },
): number {
  return method === 'in-context' ? cost.withPolicy : cost.withoutPolicy;
}

/** The same value with the keys of every object in order, so that equal configs have equal JSON. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
