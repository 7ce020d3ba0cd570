import { keyOf } from '../../experiment/plan/key-of';
import { ALL_METHODS, isTableRow, METHOD_PLANS, type Method } from '../../experiment/plan/methods';
import { findPreset } from '../../experiment/plan/presets';
import type { Proportion, RunRecord } from '../../experiment/record/run-record';
import { describeDifference } from '../../experiment/results/describe-difference';
import type { ResultRow } from '../../experiment/results/result-row';
import { type Estimate, estimate, type Interval } from '../../experiment/results/statistics';
import { type GroupSummary, groupRuns, type Measure, type RunGroup } from '../../experiment/results/summary';
import type { TaskKind } from '../../tasks/dataset';

/** What the main table shows beside the accuracy. */
export interface TableColumn {
  readonly measure: Measure;
  readonly title: string;
  readonly meaning: string;
  readonly show: 'percent' | 'number' | 'count';
}

/** What accuracy is the mean of, where answers are calls. */
const PARTS: readonly TableColumn[] = [
  {
    measure: 'tool',
    title: 'Tool',
    meaning: 'Share of calls with the exact name: the right tool, in the version that the policy gives.',
    show: 'percent',
  },
  {
    measure: 'arguments',
    title: 'Arguments',
    meaning:
      'Mean score of the arguments: exact, by value, by shared words or by overlap, as the argument is. They count for any version of the right tool.',
    show: 'percent',
  },
];

/** The columns of a task's table. */
export function columnsFor(kind: TaskKind): readonly TableColumn[] {
  return kind === 'gta-policy' ? [...PARTS, ...COLUMNS] : COLUMNS;
}

const COLUMNS: readonly TableColumn[] = [
  {
    measure: 'inContext',
    title: 'Policy put back',
    meaning: 'Accuracy when the policy stands in the prompt of the trained model (Policy In-Context).',
    show: 'percent',
  },
  {
    measure: 'override',
    title: 'Override',
    meaning:
      'Accuracy when new content stands under the policy’s name in the prompt; for the majority its commonest answer.',
    show: 'percent',
  },
  {
    measure: 'referral',
    // Broken before "of".
    title: 'Referral of\u00a010',
    meaning: 'A rule judge’s score of the reasoning without the policy in the prompt.',
    show: 'number',
  },
  {
    measure: 'branchingError',
    title: 'Branching error',
    meaning: 'Distance between the conditions referred to and those of the right reasoning.',
    show: 'number',
  },
  {
    measure: 'promptTokens',
    title: 'Prompt tokens',
    meaning: 'Tokens of a prompt as this method uses it.',
    show: 'count',
  },
  {
    measure: 'prefillMs',
    title: 'Prefill, ms',
    meaning:
      'Milliseconds to read a prompt as this method uses it: the median over all runs of the table ± their median distance from it. All runs have the same network, so rows whose prompts are alike share the number, and a run measured while something else ran does not move it.',
    show: 'number',
  },
];

/** A line of the main table. */
export interface MethodRow {
  readonly method: Method;
  /** The method, and where the group has runs of several builds or devices, which. */
  readonly label: string;
  /** Null when no run of the group has a result for this method. */
  readonly summary: GroupSummary | null;
  /** Why there is none. */
  readonly absent: 'not run' | 'removed from the list' | null;
  readonly accuracy: Estimate | null;
  /** Over n seeds, or over n images where one seed was run. */
  readonly interval: (Interval & { readonly over: 'seeds' | 'images'; readonly n: number }) | null;
}

export interface MethodTable {
  /** Whose data all of its runs are: runs of different tasks never share a table. */
  readonly kind: TaskKind;
  readonly rows: readonly MethodRow[];
  /** The majority class over the seeds of the group. */
  readonly majority: Estimate | null;
  /** The right tool in a random version; null in tasks without tools. */
  readonly randomVersion: Estimate | null;
  /** What always answering the commonest case of each new content comes to under override. */
  readonly overrideMajority: Estimate | null;
  /** Runs that the means leave out because the visitor took them off the list, in words; empty when there are none. */
  readonly leftOut: readonly string[];
}

/** What a table is about, and its rows beside those with a result. */
export interface RowsWanted {
  readonly kind: TaskKind;
  /** The rows of the paper's main table that were not run. */
  readonly whole: boolean;
  /** Methods that have none because the visitor took their runs off the list. */
  readonly removed?: RemovedSeeds;
}

/** Seeds of methods that the visitor took off the list. */
export type RemovedSeeds = ReadonlyMap<Method, readonly number[]>;

/** The rows of the paper's main table, then the controls that were run, with what the runs of a group came to. */
export function methodTable(
  lines: readonly GroupSummary[],
  { kind, whole, removed }: RowsWanted,
): MethodTable {
  const rows = ALL_METHODS.flatMap((method): MethodRow[] => {
    const summaries = lines.filter((one) => one.method === method);
    if (summaries.length === 0) {
      const absent = removed?.has(method) ? 'removed from the list' : 'not run';
      const { label } = METHOD_PLANS[method];
      const shown = (whole && isTableRow(method)) || absent !== 'not run';
      return shown ? [{ method, label, summary: null, absent, accuracy: null, interval: null }] : [];
    }
    return summaries.map((summary) => {
      const { accuracy } = summary.measures;
      const interval = accuracy && intervalOf(summary, accuracy);
      return { method, label: summary.label, summary, absent: null, accuracy, interval };
    });
  });
  // Every method is measured on the images of its seed: one majority share for each seed.
  const bySeed = (of: (row: ResultRow) => number | null) => {
    const shares = new Map(lines.flatMap(({ rows }) => rows.map((row) => [row.seed, of(row)] as const)));
    const known = [...shares.values()].filter((share) => share !== null);
    return known.length > 0 ? estimate(known) : null;
  };
  return {
    kind,
    rows,
    majority: bySeed(({ majority }) => majority),
    randomVersion: bySeed(({ randomVersion }) => randomVersion ?? null),
    overrideMajority: bySeed(({ overrideMajority }) => overrideMajority ?? null),
    leftOut: leftOut(lines, removed),
  };
}

function intervalOf({ seeds, records }: GroupSummary, accuracy: Estimate): MethodRow['interval'] {
  if (accuracy.interval) {
    return { ...accuracy.interval, over: 'seeds', n: seeds.length };
  }
  const one = records.findLast(({ config }) => config.seed === seeds[0]);
  const result = one && finalAccuracy(one);
  return result ? { low: result.low, high: result.high, over: 'images', n: result.n } : null;
}

/** What a run's row of the main table rests on: without the policy, for In-Context with it. Null without a result. */
export function finalAccuracy({ config, stages }: RunRecord): Proportion | null {
  const evaluation = stages.at(-1)?.evaluation;
  return (config.method === 'in-context' ? evaluation?.inContext : evaluation?.endTask) ?? null;
}

/** Runs as tables, the one with most results first. */
export function tablesOf(records: readonly RunRecord[]): RunGroup[] {
  const results = ({ summaries }: RunGroup) =>
    summaries.reduce((sum, summary) => sum + summary.seeds.length, 0);
  return groupRuns(records)
    .filter((group) => results(group) > 0)
    .sort((a, b) => results(b) - results(a));
}

/** What the runs of a group have in common, in a line: the preset, and what they change of it. */
export function groupTitle(group: RunGroup): string {
  const { title, changes } = changesOfGroup(group);
  const [first, ...others] = changes;
  if (!first) return title;
  return `${title}, changed (${first}${others.length > 0 ? ` and ${others.length} more` : ''})`;
}

/** The titles of groups; those that would read alike say every change. */
export function groupTitles(groups: readonly RunGroup[]): string[] {
  const short = groups.map(groupTitle);
  return short.map((one, i) => {
    if (short.filter((other) => other === one).length === 1) return one;
    const { title, changes } = changesOfGroup(groups[i]);
    return changes.length > 0 ? `${title}, changed (${changes.join('; ')})` : title;
  });
}

function changesOfGroup({ preset, records: [{ config }] }: RunGroup): { title: string; changes: string[] } {
  const known = findPreset(preset);
  // Between them, these two methods use every setting.
  const changes = (['trimpi-poro-dapo', 'direct-sft'] as const).flatMap((method) =>
    known ? describeDifference({ ...config, method }, known) : [],
  );
  return {
    title: known?.title ?? preset,
    changes: [...new Set(changes)].map((change) => change.replace(/\.$/, '')),
  };
}

/** Seeds of the methods of which runs with the settings of these are among `removed`. */
export function removedSeeds([first]: readonly RunRecord[], removed: readonly RunRecord[]): RemovedSeeds {
  const alike = first && groupRuns([first, ...removed]).find(({ records }) => records[0] === first);
  const seeds = new Map<Method, number[]>();
  for (const { config } of alike?.records.slice(1) ?? []) {
    seeds.set(
      config.method,
      [...(seeds.get(config.method) ?? []), config.seed].sort((a, b) => a - b),
    );
  }
  return seeds;
}

/** "CoT SFT, seed 1": of methods that keep other seeds, whose means are of fewer than they were. */
function leftOut(lines: readonly GroupSummary[], removed: RemovedSeeds | undefined): string[] {
  return [...(removed ?? [])].flatMap(([method, seeds]) => {
    const left = lines.find((line) => line.method === method);
    const gone = seeds.filter((seed) => !left?.seeds.includes(seed));
    if (!left || gone.length === 0) return [];
    return `${METHOD_PLANS[method].label}, ${gone.length === 1 ? 'seed' : 'seeds'} ${gone.join(' and ')}`;
  });
}

/** Names a group by what its runs share, so that it stays itself when runs come and go. */
export function settingsOf({ records: [{ config }] }: RunGroup): string {
  const { method: _method, seed: _seed, ...settings } = config;
  return keyOf(settings);
}
