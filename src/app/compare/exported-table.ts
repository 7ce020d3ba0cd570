import type { ExportedContrast, ExportedTable } from '../../experiment/export/export';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { type Contrast, correctedOver, verdictInWords } from '../../experiment/results/contrasts';
import { PAPER } from '../terms/paper-figures';
import { columnsFor, type MethodTable } from './method-table';

/** The main table with all that the screen shows of it, for files. */
export function exportedTable({ kind, rows, majority, overrideMajority }: MethodTable): ExportedTable {
  const { setting, accuracy } = PAPER[kind];
  return {
    columns: columnsFor(kind),
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

export function exportedContrasts(contrasts: readonly Contrast[]): ExportedContrast[] {
  const over = correctedOver(contrasts);
  return contrasts.map((contrast) => ({
    a: METHOD_PLANS[contrast.a].label,
    b: METHOD_PLANS[contrast.b].label,
    difference: contrast.difference,
    verdict: verdictInWords(contrast),
    p: contrast.p,
    correctedOver: contrast.p === null ? null : over,
  }));
}
