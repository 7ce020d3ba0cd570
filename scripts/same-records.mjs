import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { source } from './source.mjs';

const { firstDifference, TIMES } = await source('experiment/record/figures.ts');

const HELP = `node scripts/same-records.mjs BEFORE AFTER

Compares the run records of two folders, number by number. What differs between any two runs of the same code is left out: build,
date, device and measured times. Exits with 1 when anything else differs.`;

const refuse = refusal('same-records');
const { positionals } = commandLine('same-records', HELP, {});
const [before, after] = positionals;
if (positionals.length !== 2) refuse('Name two folders.');

// "temperature" was a setting with one value.
const UNLIKE = new Set(['provenance', 'temperature', ...TIMES]);
const reader = (/** @type {string} */ folder) => (/** @type {string} */ name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));
const names = (/** @type {string} */ folder) => readdirSync(folder).filter((name) => name.endsWith('.json'));

const common = names(before).filter((name) => names(after).includes(name));
if (common.length === 0) refuse('The folders have no record in common.');
let differ = 0;
for (const name of common) {
  const found = firstDifference(reader(before)(name), reader(after)(name), UNLIKE);
  if (found) differ++;
  console.log(`${name}: ${found ?? 'the same'}`);
}
console.log(`${common.length - differ} of ${common.length} records are the same.`);
process.exitCode = differ > 0 ? 1 : 0;
