import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { ALL_METHODS, METHODS, type Method } from '../../experiment/plan/methods';
import { PRESETS } from '../../experiment/plan/presets';
import type { ResultRow } from '../../experiment/results/result-row';
import { type GroupSummary, summarize } from '../../experiment/results/summary';
import { fetchPiece } from '../../pieces/fetch-piece';
import type { TaskKind } from '../../tasks/dataset';
import { lostStore } from '../pieces/lost-store';
import type { Origin } from './origin';

/** What `npm run experiment -- ... --out docs/results/FILE` wrote, as files beside the page. */
const FILES = import.meta.glob<string>('../../../docs/results/*.json', {
  eager: true,
  query: '?url',
  import: 'default',
});

interface Report {
  /** Name of the file. */
  readonly file: string;
  readonly preset: string;
  readonly date: string;
  readonly device: string;
  readonly rows: readonly (ResultRow & {
    readonly code: string;
    readonly base: string;
    readonly measuredBy?: string;
  })[];
}

/** What a table is about that has not the rows of the paper's, by the name of its file. */
const SUBJECTS: Readonly<Record<string, string>> = {
  'vm-cpt': 'VM-CPT alone',
  'quick-controls': 'controls, of an older base',
};

/** A table of many seeds that comes with the page. */
export interface TableOnRecord {
  readonly key: string;
  /** Name of the preset that was run. */
  readonly preset: string;
  readonly kind: TaskKind;
  readonly title: string;
  readonly origin: Origin;
  /** Short hash of the base model that all its runs start from. */
  readonly base: string;
  /** Whether it is the paper's table, and not one about some of the methods. */
  readonly whole: boolean;
  readonly summaries: readonly GroupSummary[];
}

const tablesStore = createStore<{ readonly tables: readonly TableOnRecord[] | null }>(() => ({
  tables: null,
}));
let looked: Promise<void> | null = null;

/** The tables of docs/results, in the order of the presets; null until all have arrived or will not. */
export function useTablesOnRecord(): readonly TableOnRecord[] | null {
  useEffect(() => void lookForTables(), []);
  return useStore(tablesStore, ({ tables }) => tables);
}

/** Once for the page, however many pieces of a screen ask; again after some of them did not arrive. */
function lookForTables(): Promise<void> {
  const look = async () => {
    const reports = await Promise.all(Object.entries(FILES).map(readReport));
    tablesStore.setState({ tables: tablesOnRecord(reports.filter((report) => report !== null)) });
    if (!reports.includes(null)) return;
    looked = null;
    lostStore.setState({ lost: { what: 'Some of the tables on record', again: () => void lookForTables() } });
  };
  looked ??= look();
  return looked;
}

async function readReport([path, address]: readonly [string, string]): Promise<Report | null> {
  // Cut off, or no network: the page has the other tables.
  return fetchPiece(address, async (response) => ({
    file: nameOf(path),
    ...((await response.json()) as Omit<Report, 'file'>),
  })).catch(() => null);
}

/** "vm-cpt" of "../results/vm-cpt.json". */
function nameOf(path: string): string {
  return path.replace(/^.*\/|\.json$/g, '');
}

export function tablesOnRecord(reports: readonly Report[]): TableOnRecord[] {
  return PRESETS.flatMap(({ name, title: preset, config }) =>
    reports
      .filter((report) => report.preset === name)
      .map(({ file, date, device, rows }) => {
        const summaries = summarize(rows).map((summary) => ({ ...summary, records: [] }));
        const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
        const methods = ALL_METHODS.filter((method) => rows.some((row) => row.method === method));
        const whole = METHODS.every((method) => methods.includes(method));
        const subject = whole ? '' : `, ${SUBJECTS[file] ?? `${methods.length} methods`}`;
        const { code, base, measuredBy = code } = rows[0];
        const origin = {
          recorded: date.slice(0, 10),
          device,
          code: measuredBy === code ? code : `${code}, measured by ${measuredBy}`,
          command: `npm run experiment -- ${name} --seeds ${seeds.join(',')}${methodsOption(methods)}`,
        };
        const title = `${preset}${subject}, ${seeds.length} seeds on record`;
        const { kind } = config.dataset;
        return { key: file, preset: name, kind, title, origin, base, whole, summaries };
      }),
  );
}

/** What the command needs to run these methods, and not the ten that it runs by itself. */
function methodsOption(methods: readonly Method[]): string {
  return methods.join() === METHODS.join() ? '' : ` --methods ${methods.join(',')}`;
}
