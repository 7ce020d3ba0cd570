import type { RunEntry } from '../state/run-list';

/** What the Compare screen shows, in the page's address: `?table=quick&runs=first,second`. */

export function tableInAddress(search: string): string | null {
  return new URLSearchParams(search).get('table');
}

export function runsInAddress(search: string): string[] {
  const named = new URLSearchParams(search).get('runs');
  return named ? named.split(',') : [];
}

/** The query with another table or other runs; everything else that the address says stays. */
export function withChoice(
  search: string,
  { table, runs }: { readonly table?: string; readonly runs?: readonly string[] },
): string {
  const query = new URLSearchParams(search);
  if (table !== undefined) query.set('table', table);
  if (runs !== undefined) {
    if (runs.length > 0) query.set('runs', runs.join(','));
    else query.delete('runs');
  }
  return query.size > 0 ? `?${query.toString().replaceAll('%2C', ',')}` : '';
}

/** Puts a choice into the address of the page, without a step of the back button. */
export function storeChoice(choice: Parameters<typeof withChoice>[1]): void {
  const query = withChoice(location.search, choice);
  history.replaceState(history.state, '', `${location.pathname}${query}${location.hash}`);
}

/** Why the address names runs or a table that are not shown, as a sentence; null where all are. */
export function missingChoice(
  named: { readonly table: string | null; readonly runs: readonly string[] },
  known: { readonly tables: readonly string[]; readonly entries: readonly RunEntry[] },
): string | null {
  const lost = named.runs.filter((id) => !known.entries.some((entry) => entry.id === id));
  const noTable = named.table !== null && !known.tables.includes(named.table);
  const said = [
    ...(noTable ? [`the table “${named.table}”`] : []),
    ...(lost.length > 0 ? [`${lost.length === 1 ? 'a run' : `${lost.length} runs`}`] : []),
  ];
  if (said.length === 0) return null;
  return `The address names ${said.join(' and ')} that this browser does not have: runs stay in the browser that trained them, unless they are imported from a file.`;
}
