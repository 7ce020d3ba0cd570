import { METHOD_PLANS } from '../../experiment/plan/methods';
import type { RunEntry } from '../state/run-list';
import { finalAccuracy } from './method-table';

/** The orders that the list of runs can have; each keeps the list's own where it does not decide. */
export const ORDERS = {
  newest: { title: 'Starred, then newest', compare: () => 0 },
  accuracy: {
    title: 'Highest accuracy',
    compare: (a: RunEntry, b: RunEntry) => accuracyOf(b) - accuracyOf(a),
  },
  method: {
    title: 'By method',
    compare: (a: RunEntry, b: RunEntry) => methodOf(a) - methodOf(b),
  },
  preset: {
    title: 'By experiment',
    compare: (a: RunEntry, b: RunEntry) =>
      a.record.config.preset.localeCompare(b.record.config.preset) || methodOf(a) - methodOf(b),
  },
} as const;

export type RunOrder = keyof typeof ORDERS;

export function inOrderOf(entries: readonly RunEntry[], order: RunOrder): RunEntry[] {
  return [...entries].sort(ORDERS[order].compare);
}

/** Ids of runs that read like another run of the list. */
export function twins(entries: readonly RunEntry[]): ReadonlySet<string> {
  const byText = new Map<string, string[]>();
  for (const { id, name, source, record } of entries) {
    const text = JSON.stringify([name, source, record.provenance.date.slice(0, 10)]);
    byText.set(text, [...(byText.get(text) ?? []), id]);
  }
  return new Set([...byText.values()].filter((ids) => ids.length > 1).flat());
}

function accuracyOf({ record }: RunEntry): number {
  return finalAccuracy(record)?.value ?? -1;
}

const METHOD_ORDER = Object.keys(METHOD_PLANS);

function methodOf({ record }: RunEntry): number {
  return METHOD_ORDER.indexOf(record.config.method);
}
