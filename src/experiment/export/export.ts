import { findPreset } from '../plan/presets';
import { jsonOfMeasured } from '../record/measured';
import type { RunRecord } from '../record/run-record';
import { changesOf } from '../results/describe-difference';
import { recordRow } from '../results/result-row';
import { csv } from './csv';

export { csv } from './csv';
export { datasetLines, datasetRows } from './export-dataset';
export { completionsCsv, metricsCsv, metricsJsonl, unipoJsonl } from './logs';
export { modelFolder } from './model-folder';
export { type RawData, rawFile, withContents } from './recipes/contents';
export { paperRecipe } from './recipes/paper-recipe';
export { publishedRecipe } from './recipes/published-recipe';
export {
  contrastsCsv,
  type ExportedContrast,
  type ExportedTable,
  escapeLatex,
  tableCsv,
  tableLatex,
} from './table-files';
export { zip, zipBlob } from './zip';

/**
 * Runs as CSV, a line each; a run without a result has empty cells after its seed. Behind these, a column for every setting in
 * which one of the runs differs from its preset: empty where a run has the preset's.
 */
export function runsCsv(records: readonly RunRecord[]): string {
  const changes = records.map(({ config }) => {
    const preset = findPreset(config.preset);
    return new Map(preset ? changesOf(config, preset).map(({ name, value }) => [name, value]) : []);
  });
  const settings = [...new Set(changes.flatMap((changed) => [...changed.keys()]))];
  const head = [
    ...['title', 'method', 'task', 'preset', 'seed', 'accuracy', 'low95', 'high95', 'images'],
    ...['in_context', 'override', 'exact', 'referral', 'branching_error', 'majority', 'seconds'],
    ...['stopped_early', 'backend', 'device', 'build', 'date', ...settings],
  ];
  const lines = records.map((record, i) => {
    const { title, config, provenance, stoppedEarly } = record;
    const row = recordRow(record);
    const images = record.stages.at(-1)?.evaluation?.inContext.n;
    return [
      ...[title, config.method, config.dataset.kind, config.preset, config.seed],
      ...[row?.accuracy, row?.low, row?.high, row ? images : null],
      ...[row?.accuracyInContext, row?.override, row?.exact],
      ...[row?.referral, row?.branchingError, row?.majority, row?.seconds, stoppedEarly],
      ...[provenance.backend, provenance.device, provenance.build, provenance.date],
      ...settings.map((name) => changes[i].get(name)),
    ].map((cell) => cell ?? null);
  });
  return csv([head, ...lines]);
}

/** A run as the JSON that this page imports again. */
export function recordJson(record: RunRecord): string {
  return `${jsonOfMeasured(record)}\n`;
}
