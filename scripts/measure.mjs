import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
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
  --scenes SCENES       evaluate on the scenes of an official CLEVR file (CLEVR_val_scenes.json) instead; FILE stays as it is
  --out RESULTS         with --scenes: where the rows go, with the file's name and digest
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('measure');
const { values, positionals } = commandLine('measure', HELP, {
  records: { type: 'string' },
  scenes: { type: 'string' },
  out: { type: 'string' },
});
if (positionals.length !== 1 || values.records === undefined)
  refuse('Name one file and the folder of its records.');
const path = resolve(positionals[0]);
if ((values.scenes === undefined) !== (values.out === undefined)) refuse('--scenes and --out go together.');
/** @type {any} */
const report = JSON.parse(
  await readFile(path, 'utf8').catch(() => refuse(`There is no file ${positionals[0]}.`)),
);
const { code: measuredBy } = await provenance('small');
const id = (/** @type {any} */ { method, seed }) => `${report.preset}-${method}-${seed}`;
/** @type {{ file: string, sha256: string, note?: string } | undefined} */
let scenes;
if (values.scenes !== undefined) {
  const bytes = await readFile(values.scenes).catch(() => refuse(`There is no file ${values.scenes}.`));
  scenes = { file: basename(values.scenes), sha256: createHash('sha256').update(bytes).digest('hex') };
}
const out = values.out === undefined ? path : resolve(values.out);
const due = report.rows.filter((/** @type {any} */ row) => scenes || row.measuredBy !== measuredBy);
if (due.length > 0) {
  await runInPage({
    backend: report.backend,
    call: 'measure',
    argument: { ids: due.map(id), backend: report.backend, file: scenes?.file },
    loadFrom: [
      resolve(values.records),
      inRoot('public', 'models'),
      ...(values.scenes === undefined ? [] : [dirname(resolve(values.scenes))]),
    ],
    onEvent: async ({ kind, row, before, note }) => {
      if (kind === 'note' && scenes && scenes.note !== note) {
        scenes.note = note;
        console.log(note);
      }
      if (kind !== 'row') return;
      const at = report.rows.findIndex((/** @type {any} */ known) => id(known) === id(row));
      const { code, base, seconds, prefillMs } = report.rows[at];
      // What it cost stays what it cost when it ran.
      report.rows[at] = { ...row, seconds, prefillMs, code, base, measuredBy };
      await writeFile(out, `${JSON.stringify(scenes ? { ...report, scenes } : report, null, 1)}\n`);
      const accuracy = row.accuracy ?? row.accuracyInContext;
      console.log(`${id(row)}: ${accuracy.toFixed(3)}${accuracy === before ? '' : `, was ${before}`}`);
    },
  }).catch((/** @type {Error} */ error) => {
    if (!scenes) throw error;
    refuse(error.message.split('\n')[0].replace(/^page\.evaluate: (Error: )?/, ''));
  });
}
const { resultsTable } = await source('experiment/results/results-table.ts');
console.log(resultsTable(report.rows));
