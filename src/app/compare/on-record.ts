import { useEffect, useState } from 'react';
import { ALL_METHODS, METHODS } from '../../experiment/methods';
import { PRESETS } from '../../experiment/presets';
import type { ResultRow } from '../../experiment/result-row';
import { type GroupSummary, summarize } from '../../experiment/summary';

/** What `npm run experiment -- ... --out docs/results/FILE` wrote, as files beside the page. */
const FILES = import.meta.glob<string>('../../../docs/results/*.json', {
  eager: true,
  query: '?url',
  import: 'default',
});

interface Report {
  readonly preset: string;
  readonly date: string;
  readonly device: string;
  readonly rows: readonly (ResultRow & { readonly code: string; readonly measuredBy?: string })[];
}

/** A table of many seeds that comes with the page. */
export interface TableOnRecord {
  readonly key: string;
  /** Name of the preset that was run. */
  readonly preset: string;
  readonly title: string;
  readonly option: string;
  /** Where and when it was made, in sentences. */
  readonly note: string;
  readonly summaries: readonly GroupSummary[];
}

/** The tables of docs/results, in the order of the presets; empty until they have arrived. */
export function useTablesOnRecord(): readonly TableOnRecord[] {
  const [tables, setTables] = useState<readonly TableOnRecord[]>([]);
  useEffect(() => {
    let current = true;
    Promise.all(Object.values(FILES).map(readReport)).then((reports) => {
      if (current) setTables(tablesOnRecord(reports.filter((report) => report !== null)));
    });
    return () => {
      current = false;
    };
  }, []);
  return tables;
}

async function readReport(address: string): Promise<Report | null> {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : null;
  } catch {
    // Cut off, or no network: the page has the other tables.
    return null;
  }
}

export function tablesOnRecord(reports: readonly Report[]): TableOnRecord[] {
  return PRESETS.flatMap(({ name, title: preset }) =>
    reports
      .filter((report) => report.preset === name)
      .map(({ date, device, rows }) => {
        const summaries = summarize(rows).map((summary) => ({ ...summary, records: [] }));
        const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
        const title = `${preset}, ${seeds.length} seeds on record`;
        const { code, measuredBy = code } = rows[0];
        const made = measuredBy === code ? `code ${code}` : `code ${code}, measured by ${measuredBy}`;
        const note = `Recorded on ${date.slice(0, 10)}, ${device}, ${made}. Repeat it with: npm run experiment -- ${name} --seeds ${seeds.join(',')}${methodsOption(rows)}.`;
        return { key: title, preset: name, title, option: title, note, summaries };
      }),
  );
}

/** What the command needs to run these methods, and not the ten that it runs by itself. */
function methodsOption(rows: readonly ResultRow[]): string {
  const run = ALL_METHODS.filter((method) => rows.some((row) => row.method === method));
  return run.join() === METHODS.join() ? '' : ` --methods ${run.join(',')}`;
}
