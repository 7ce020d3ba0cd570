import type { ExportedContrast, ExportedTable } from '../../experiment/export/export';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import type { Contrast } from '../../experiment/results/contrasts';
import { PAPER } from '../terms/paper-figures';
import { COLUMNS, type MethodTable } from './method-table';

/** The main table with all that the screen shows of it, for files. */
export function exportedTable({ kind, rows, majority, overrideMajority }: MethodTable): ExportedTable {
  const { setting, accuracy } = PAPER[kind];
  return {
    columns: COLUMNS,
    lines: rows.map(({ label, method, summary, interval }) => ({
      label,
      seeds: summary?.seeds ?? [],
      measures: summary?.measures ?? {},
      interval,
      paper: accuracy[method] ?? null,
    })),
    majority,
    overrideMajority,
    paperSetting: `7B, ${setting}`,
  };
}

/** In words, where a difference lies. */
export function verdictWords(verdict: Contrast['verdict']): string {
  if (verdict === null) return 'too few seeds';
  return verdict === 'open' ? 'across zero' : verdict;
}

export function exportedContrasts(contrasts: readonly Contrast[]): ExportedContrast[] {
  return contrasts.map(({ a, b, difference, verdict }) => ({
    a: METHOD_PLANS[a].label,
    b: METHOD_PLANS[b].label,
    difference,
    verdict: verdictWords(verdict),
  }));
}
