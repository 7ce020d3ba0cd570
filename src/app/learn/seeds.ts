import { METHODS, type Method, type StageName, stagesOf } from '../../experiment/plan/methods';
import { findPreset } from '../../experiment/plan/presets';
import type { BaseSkills, RunRecord } from '../../experiment/record/run-record';
import { describeDifference } from '../../experiment/results/describe-difference';
import type { Estimate } from '../../experiment/results/statistics';
import { MEASURES, type Measure, type MethodSummary } from '../../experiment/results/summary';
import type { TableOnRecord } from '../state/on-record';
import { largestFall, skillsByStage } from './facts';
import { SKILLS, type Skill } from './lesson';

/** What many seeds of a recording's recipe came to: one run may be lucky. Null wherever no table of its preset is on record. */

/** The line of a method in the table of a recording's preset, where the recording changes nothing of that preset. */
export function lineOnRecord(
  tables: readonly TableOnRecord[],
  { config }: RunRecord,
  method: Method,
): MethodSummary | null {
  const preset = findPreset(config.preset);
  if (!preset || describeDifference(config, preset).length > 0) return null;
  const table = tables.find(({ preset: name, whole }) => name === config.preset && whole);
  const line = table?.summaries.find((summary) => summary.method === method);
  return line && line.seeds.length > 1 ? line : null;
}

/**
 * The tables of two presets that both have a method and start from one base: of two bases, their difference would be in every number.
 * Null where there are none.
 */
export function tablesOfOneBase(
  tables: readonly TableOnRecord[],
  presets: readonly [one: string, other: string],
  method: Method,
): readonly [one: TableOnRecord, other: TableOnRecord] | null {
  const [ones, others] = presets.map((name) =>
    tables.filter(
      ({ preset, summaries }) => preset === name && summaries.some((summary) => summary.method === method),
    ),
  );
  for (const one of ones) {
    const other = others.find(({ base }) => base === one.base);
    if (other) return [one, other];
  }
  return null;
}

/** The method that ends where a stage of another ends: "VM-CPT + CoT SFT" of TriMPI's second stage. */
export function methodEndingAt(method: Method, stage: StageName): Method | null {
  const stages = stagesOf(method);
  const wanted = stages.slice(0, stages.indexOf(stage) + 1).join();
  if (stage === stages.at(-1)) return method;
  return METHODS.find((one) => stagesOf(one).join() === wanted) ?? null;
}

/** A measure over seeds after a stage of a recording; the base's is In-Context's. */
export function meanAfter(
  tables: readonly TableOnRecord[],
  record: RunRecord,
  stage: StageName,
  measure: Measure,
): Estimate | null {
  const method = stage === 'base' ? 'in-context' : methodEndingAt(record.config.method, stage);
  return (method && lineOnRecord(tables, record, method)?.measures[measure]) ?? null;
}

/** The skill that fell most from the base to the last stage, in points of 100: over seeds where there are several, else in the run. */
export function mostLost(
  tables: readonly TableOnRecord[],
  record: RunRecord,
): { readonly skill: Skill; readonly points: number; readonly seeds: number | null } | null {
  const base = lineOnRecord(tables, record, 'in-context');
  const last = lineOnRecord(tables, record, record.config.method);
  const means = (line: MethodSummary | null) =>
    Object.fromEntries(SKILLS.map((skill) => [skill, line?.measures[skill]?.mean ?? Number.NaN]));
  const [before, after] = [means(base), means(last)];
  if (last && SKILLS.every((skill) => Number.isFinite(before[skill] - after[skill]))) {
    return { ...largestFall(before, after), seeds: last.seeds.length };
  }
  const stages = skillsByStage(record);
  if (stages.length < 2) return null;
  const value = (at: number): BaseSkills => stages.at(at)?.value as BaseSkills;
  return { ...largestFall(value(0), value(-1)), seeds: null };
}

/** A run of the same recipe with another seed. */
export interface Draw {
  readonly seed: number;
  readonly accuracy: number;
}

/** The runs of the recording's preset and method that are on record, by seed. */
export function drawsOf(tables: readonly TableOnRecord[], { config }: RunRecord): Draw[] {
  const lines = tables
    .filter(({ preset, whole }) => preset === config.preset && whole)
    .flatMap(({ summaries }) => summaries.filter(({ method }) => method === config.method));
  const rows = lines.find(({ seeds }) => seeds.length > 1)?.rows ?? [];
  return rows.map((row) => ({ seed: row.seed, accuracy: MEASURES.accuracy(row) }));
}

/** The lowest of all runs but the first; undefined where there is one run or none. */
export function lowestOf([, ...others]: readonly Draw[]): Draw | undefined {
  return others.reduce((least, draw) => (draw.accuracy < least.accuracy ? draw : least), others[0]);
}
