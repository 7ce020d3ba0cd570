import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { mismatch, provenance } from './provenance.mjs';
import { source } from './source.mjs';

const { findPreset } = await source('experiment/plan/presets.ts');
const { METHODS, OTHER_METHODS } = await source('experiment/plan/methods.ts');

/** @type {readonly string[]} */
const ROWS = [...METHODS, ...OTHER_METHODS];

/** The tables of docs/results: five seeds where a run takes minutes, three elsewhere. @type {Record<string, number>} */
const SEEDS = {
  quick: 5,
  'm-quick': 5,
  'gta-quick': 5,
  sparse: 5,
  'm-sparse': 3,
  'quick-tiny': 5,
  'quick-faithful': 5,
  'gta-paper': 3,
  deep: 3,
  standard: 3,
};

const HELP = `npm run tables -- [options]

Makes the tables of docs/results anew where their code or base is not today's: all methods of each preset, seed by seed. Ended at any
time, it goes on where it stopped: rows are kept in docs/results/unfinished until a table is whole.

  --only a,b            of ${Object.keys(SEEDS).join(', ')}
  --check               only says which tables are of today's code
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('tables');
const { values } = commandLine('tables', HELP, {
  only: { type: 'string' },
  check: { type: 'boolean', default: false },
});
const names = values.only?.split(',') ?? Object.keys(SEEDS);
const unknown = names.find((name) => !Object.hasOwn(SEEDS, name));
if (unknown !== undefined)
  refuse(`There is no table "${unknown}"; choose from ${Object.keys(SEEDS).join(', ')}.`);

/** @returns {Promise<{ rows: any[] } | null>} a table's file; null where there is none */
async function read(/** @type {string} */ path) {
  return existsSync(inRoot(path)) ? JSON.parse(await readFile(inRoot(path), 'utf8')) : null;
}

/** What of a table is missing, in words; null when it is whole and of today's code. */
async function missing(/** @type {string} */ name, /** @type {string} */ path) {
  const table = await read(path);
  if (!table) return 'not made yet';
  const difference = mismatch(table.rows, [await provenance(findPreset(name).config.base)]);
  if (difference) return difference.replace(/ Name another file\.$/, '');
  const wanted = SEEDS[name] * ROWS.length;
  const made = table.rows.filter(({ method, seed }) => ROWS.includes(method) && seed <= SEEDS[name]).length;
  return made < wanted ? `has ${made} of ${wanted} rows` : null;
}

/** @returns {Promise<number>} the command's exit code */
function experiment(/** @type {string} */ name, /** @type {string} */ out) {
  const seeds = Array.from({ length: SEEDS[name] }, (_, i) => i + 1).join(',');
  const options = ['--methods', ROWS.join(','), '--seeds', seeds, '--out', inRoot(out)];
  const child = spawn(process.execPath, [inRoot('scripts', 'experiment.mjs'), name, ...options], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

for (const name of names) {
  const path = `docs/results/${name}.json`;
  const lack = await missing(name, path);
  console.log(`${name}: ${lack ?? 'whole, of today’s code'}`);
  if (lack === null || values.check) continue;
  const unfinished = `docs/results/unfinished/${name}.json`;
  const begun = await read(unfinished);
  const made = [await provenance(findPreset(name).config.base)];
  // Rows of other code are no beginning.
  if (begun && mismatch(begun.rows, made)) await rm(inRoot(unfinished));
  await mkdir(dirname(inRoot(unfinished)), { recursive: true });
  const code = await experiment(name, unfinished);
  if (code !== 0) process.exit(code);
  await rename(inRoot(unfinished), inRoot(path));
}
