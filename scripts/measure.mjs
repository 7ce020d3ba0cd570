import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { provenance } from './provenance.mjs';
import { runInPage } from './run-in-page.mjs';
import { source } from './source.mjs';

const HELP = `npm run measure -- FILE --records FOLDER

Evaluates finished runs once more, with today's measures and without training them again. FILE and FOLDER are what
npm run experiment -- ... --out FILE --records FOLDER wrote; the rows of FILE are replaced. "measuredBy" in a row is the code
that measured it, "code" still the code that trained it.

  --records FOLDER      the records and final models of the rows
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('measure');
const { values, positionals } = commandLine('measure', HELP, { records: { type: 'string' } });
if (positionals.length !== 1 || values.records === undefined)
  refuse('Name one file and the folder of its records.');
const path = resolve(positionals[0]);
/** @type {any} */
const report = JSON.parse(
  await readFile(path, 'utf8').catch(() => refuse(`There is no file ${positionals[0]}.`)),
);
const { code: measuredBy } = await provenance('small');
const id = (/** @type {any} */ { method, seed }) => `${report.preset}-${method}-${seed}`;
const due = report.rows.filter((/** @type {any} */ row) => row.measuredBy !== measuredBy);
if (due.length > 0) {
  await runInPage({
    backend: report.backend,
    call: 'measure',
    argument: { ids: due.map(id), backend: report.backend },
    loadFrom: [resolve(values.records), inRoot('public', 'models')],
    onEvent: async ({ kind, row, before }) => {
      if (kind !== 'row') return;
      const at = report.rows.findIndex((/** @type {any} */ known) => id(known) === id(row));
      const { code, base, seconds, prefillMs } = report.rows[at];
      // What it cost stays what it cost when it ran.
      report.rows[at] = { ...row, seconds, prefillMs, code, base, measuredBy };
      await writeFile(path, `${JSON.stringify(report, null, 1)}\n`);
      const accuracy = row.accuracy ?? row.accuracyInContext;
      console.log(`${id(row)}: ${accuracy.toFixed(3)}${accuracy === before ? '' : `, was ${before}`}`);
    },
  });
}
const { resultsTable } = await source('experiment/results/results-table.ts');
console.log(resultsTable(report.rows));
