import { resolve } from 'node:path';
import { commandLine, refusal, seedsOf } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { provenance } from './provenance.mjs';
import { openReport } from './report-file.mjs';
import { runInPage } from './run-in-page.mjs';
import { source } from './source.mjs';

const { PRESETS: presets, findPreset } = await source('experiment/plan/presets.ts');
/** @type {string[]} */
const PRESETS = presets.map((/** @type {any} */ { name }) => name);
/** @type {{ METHODS: string[], OTHER_METHODS: string[], CONTROLS: string[], ALL_METHODS: string[], METHOD_SETS: Record<string, string[]> }} */
const { METHODS, OTHER_METHODS, CONTROLS, ALL_METHODS, METHOD_SETS } = await source(
  'experiment/plan/methods.ts',
);
const { resultsTable, contrastTable } = await source('experiment/results/results-table.ts');

const HELP = `npm run experiment -- <preset> [options]

Runs methods of the paper's main table in headless Chromium with the app's own code, prints the table, writes JSON.

  <preset>              ${PRESETS.join(', ')}
  --methods a,b         default: all ten (${METHODS.join(', ')});
                        beside them: ${OTHER_METHODS.join(', ')};
                        controls: ${CONTROLS.join(', ')};
                        or a set by its name: ${Object.keys(METHOD_SETS).join(', ')}
  --seeds 1,2,3         default: 1
  --backend NAME        webgpu or wasm (default wasm; webgpu here is the SwiftShader adapter)
  --out FILE            JSON with every row; rows already in it are not run again, and must be of the same code and base
  --shorten N           every stage has an Nth of its steps: to check a preset, not for results
  --records FOLDER      also write each run's whole record, as the app shows it, and its final model
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('experiment');
const { values, positionals } = commandLine('experiment', HELP, {
  methods: { type: 'string' },
  seeds: { type: 'string', default: '1' },
  backend: { type: 'string', default: 'wasm' },
  out: { type: 'string' },
  records: { type: 'string' },
  shorten: { type: 'string', default: '1' },
});
const [preset] = positionals;
if (positionals.length !== 1) refuse('Name one preset.');
if (!PRESETS.includes(preset)) refuse(`There is no preset "${preset}"; choose ${PRESETS.join(', ')}.`);
const methods = (values.methods ?? 'paper')
  .split(',')
  .flatMap((name) => (Object.hasOwn(METHOD_SETS, name) ? METHOD_SETS[name] : [name]));
const wrong = methods.find((method) => !ALL_METHODS.includes(method));
if (wrong !== undefined) refuse(`There is no method "${wrong}"; choose from ${ALL_METHODS.join(', ')}.`);
const seeds = seedsOf(values.seeds, refuse);
/** @type {any} */
const backend = values.backend;
if (backend !== 'wasm' && backend !== 'webgpu')
  refuse(`There is no backend "${backend}"; choose wasm or webgpu.`);

const shorten = Number(values.shorten);
if (!Number.isSafeInteger(shorten) || shorten < 1) refuse('--shorten takes a whole number from 1.');
const { config } = findPreset(preset);
const changes = Object.fromEntries(
  ['directSft', 'vmCpt', 'cotSft', 'rl'].map((stage) => [
    stage,
    { ...config[stage], steps: Math.ceil(config[stage].steps / shorten) },
  ]),
);

const made = await provenance(config.base);
const head = { preset, backend, shorten: shorten > 1 ? shorten : undefined };
const { report, save, ranOn } = await openReport({ file: values.out, head, made: [made], refuse });

for (const seed of seeds) {
  const missing = methods.filter(
    (method) => !report.rows.some((/** @type {any} */ row) => row.method === method && row.seed === seed),
  );
  if (missing.length === 0) continue;
  await runInPage({
    backend,
    call: 'experiment',
    argument: { preset, methods: missing, seed, backend, records: values.records !== undefined, changes },
    saveTo: resolve(values.records ?? inRoot('.cache', 'records')),
    loadFrom: [inRoot('public', 'models')],
    onEvent: async (event) => {
      if (event.kind === 'engine') {
        ranOn(event.engine.device);
      } else if (event.kind === 'row') {
        report.build = event.build;
        report.date = new Date().toISOString();
        report.rows.push({ ...event.row, ...made });
        await save();
      } else {
        console.error(progressLine(event));
      }
    },
  });
}

function progressLine(/** @type {any} */ event) {
  const where = `seed ${event.seed} ${event.method} ${event.stage}`;
  if (event.kind === 'evaluated') return `${where}: ${JSON.stringify(event.evaluation)}`;
  const { loss, reward } = event.point;
  const what = reward === undefined ? `loss ${loss}` : `reward ${reward}`;
  return `${where} ${event.step + 1}/${event.steps} ${what}`;
}

const order = (/** @type {any} */ row) => ALL_METHODS.indexOf(row.method) * 1000 + row.seed;
report.rows.sort((/** @type {any} */ a, /** @type {any} */ b) => order(a) - order(b));
await save();
console.log(`${resultsTable(report.rows)}\n\n${contrastTable(report.rows)}`);
