import type { ExperimentConfig } from '../plan/config';
import { settingOf } from '../plan/config-schema';
import { ALL_METHODS, type Method } from '../plan/methods';
import { settingAt, settingsKey, sweptPlace, usesSetting } from '../plan/sweep';
import type { RunRecord } from '../record/run-record';
import { type Estimate, estimate, pairedContrast } from './statistics';

/** A run of a sweep, with what it came to: null while it has no result. */
export interface SweepRun {
  readonly config: ExperimentConfig;
  readonly accuracy: number | null;
}

/** A method at one value of what is swept, over its seeds. */
export interface SweepRow {
  readonly method: Method;
  /** Of the swept setting; null where nothing is swept, the method does not use it, or runs differ in more. */
  readonly value: number | null;
  readonly runs: number;
  /** Accuracy over the seeds that have a result; null before the first. */
  readonly accuracy: Estimate | null;
  /** How much more it has than the row that it is compared with, paired by seed; null for that row, and where they share no seed. */
  readonly difference: Estimate | null;
}

export interface SweepTable {
  /** The name of the setting that is swept; null where none is. */
  readonly swept: string | null;
  /** What the differences are to: the first value of the same method, or the first method. */
  readonly against: 'first value' | 'first method';
  readonly rows: readonly SweepRow[];
}

/** What a run is compared by: accuracy without the policy; for In-Context with it. Null without a result. */
export function resultOf({ config, stages }: Pick<RunRecord, 'config' | 'stages'>): number | null {
  const evaluation = stages.at(-1)?.evaluation;
  const result = config.method === 'in-context' ? evaluation?.inContext : evaluation?.endTask;
  return result?.value ?? null;
}

/** The runs of a queue as a table: a row for each method and value, in the paper's order of methods. */
export function sweepTable(runs: readonly SweepRun[]): SweepTable {
  const place = sweptPlace(runs.map(({ config }) => config));
  const setting = place && runs[0] ? settingAt(runs[0].config, place) : undefined;
  const groups = new Map<string, SweepRun[]>();
  for (const run of runs) {
    const key = `${run.config.method} ${settingsKey(run.config)}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const lines = [...groups.values()].map((members) => {
    const [{ config }] = members;
    const isSwept = setting && usesSetting(config.method, setting);
    return { method: config.method, value: isSwept ? settingOf(config, setting) : null, members };
  });
  lines.sort(
    (a, b) =>
      ALL_METHODS.indexOf(a.method) - ALL_METHODS.indexOf(b.method) || (a.value ?? 0) - (b.value ?? 0),
  );
  const against = setting ? 'first value' : 'first method';
  const rows = lines.map(({ method, value, members }): SweepRow => {
    const accuracies = [...resultsBySeed(members).values()];
    const other = against === 'first value' ? lines.find((line) => line.method === method) : lines[0];
    return {
      method,
      value,
      runs: members.length,
      accuracy: accuracies.length > 0 ? estimate(accuracies) : null,
      difference: other && other.members !== members ? difference(members, other.members) : null,
    };
  });
  return { swept: setting?.name ?? null, against, rows };
}

function resultsBySeed(runs: readonly SweepRun[]): Map<number, number> {
  return new Map(
    runs.flatMap(({ config, accuracy }) => (accuracy === null ? [] : [[config.seed, accuracy] as const])),
  );
}

function difference(a: readonly SweepRun[], b: readonly SweepRun[]): Estimate | null {
  const other = resultsBySeed(b);
  const pairs = [...resultsBySeed(a)].flatMap(([seed, left]) => {
    const right = other.get(seed);
    return right === undefined ? [] : [[left, right] as const];
  });
  if (pairs.length === 0) return null;
  return pairedContrast(
    pairs.map(([left]) => left),
    pairs.map(([, right]) => right),
  );
}
