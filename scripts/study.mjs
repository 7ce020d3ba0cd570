import { commandLine, refusal, seedsOf } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { provenance } from './provenance.mjs';
import { openReport } from './report-file.mjs';
import { runInPage } from './run-in-page.mjs';
import { source } from './source.mjs';
import { findStudy, STUDIES } from './studies.mjs';

const { findPreset } = await source('experiment/plan/presets.ts');
const { studyTable } = await source('experiment/results/results-table.ts');

const HELP = `npm run study -- <name> [options]

Runs the same methods on variants of a preset that differ in one thing, as scripts/studies.mjs lists them. Measured on the
validation split, with seeds that no table uses: no image of a table's tests, though its policies may be among them.

${STUDIES.map(({ name, asks, preset }) => `  ${name.padEnd(22)}${asks} (${preset})`).join('\n')}
  --seeds 101,102       default: 101
  --out FILE            JSON with every row; rows already in it are not run again, and must be of the same code and base
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('study');
const { values, positionals } = commandLine('study', HELP, {
  seeds: { type: 'string', default: '101' },
  out: { type: 'string' },
});
const study = findStudy(positionals[0] ?? '');
if (!study || positionals.length !== 1) {
  refuse(`Name one study: ${STUDIES.map(({ name }) => name).join(', ')}.`);
}
const { name, preset, methods, variants } = study;
const { config } = findPreset(preset);
const seeds = seedsOf(values.seeds, refuse);
/** @type {Map<string, { code: string, base: string }>} Where the rows of a base model come from, by its name. */
const made = new Map();
for (const base of new Set(variants.map((variant) => variant.base ?? config.base))) {
  made.set(base, await provenance(base));
}
const { report, save, ranOn } = await openReport({
  file: values.out,
  head: { study: name },
  made: [...made.values()],
  refuse,
});

for (const seed of seeds) {
  for (const { label, base = config.base, changes } of variants) {
    const missing = methods.filter(
      (method) =>
        !report.rows.some(
          (/** @type {any} */ row) => row.variant === label && row.method === method && row.seed === seed,
        ),
    );
    if (missing.length === 0) continue;
    await runInPage({
      backend: 'wasm',
      call: 'experiment',
      argument: {
        preset,
        methods: missing,
        seed,
        backend: 'wasm',
        records: false,
        changes: {
          base,
          ...Object.fromEntries(
            Object.entries({ ...changes, evaluation: { split: 'validation' } }).map(([section, change]) => [
              section,
              { ...config[section], ...change },
            ]),
          ),
        },
      },
      saveTo: inRoot('.cache', 'records'),
      loadFrom: [inRoot('public', 'models')],
      onEvent: async (event) => {
        if (event.kind === 'engine') ranOn(event.engine.device);
        if (event.kind !== 'row') return;
        report.build = event.build;
        report.date = new Date().toISOString();
        report.rows.push({ variant: label, ...event.row, ...made.get(base) });
        console.error(
          `${label}, seed ${seed} ${event.row.method}: ${(event.row.accuracy ?? event.row.accuracyInContext).toFixed(3)}`,
        );
        await save();
      },
    });
  }
}
console.log(studyTable(report.rows));
