import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { UNLIKE } from './record-numbers.mjs';

const HELP = `node scripts/same-records.mjs BEFORE AFTER

Compares the run records of two folders, number by number. What differs between any two runs of the same code is left out: build,
date, device and measured times. Exits with 1 when anything else differs.`;

const refuse = refusal('same-records');
const { positionals } = commandLine('same-records', HELP, {});
const [before, after] = positionals;
if (positionals.length !== 2) refuse('Name two folders.');

const reader = (/** @type {string} */ folder) => (/** @type {string} */ name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));
const names = (/** @type {string} */ folder) => readdirSync(folder).filter((name) => name.endsWith('.json'));

/** @returns {string | null} the first place where two values differ. */
function difference(/** @type {any} */ a, /** @type {any} */ b, path = '') {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    return Object.is(a, b) ? null : `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = UNLIKE.has(key) ? null : difference(a[key], b[key], `${path}/${key}`);
    if (found) return found;
  }
  return null;
}

const common = names(before).filter((name) => names(after).includes(name));
if (common.length === 0) refuse('The folders have no record in common.');
let differ = 0;
for (const name of common) {
  const found = difference(reader(before)(name), reader(after)(name));
  if (found) differ++;
  console.log(`${name}: ${found ?? 'the same'}`);
}
console.log(`${common.length - differ} of ${common.length} records are the same.`);
process.exitCode = differ > 0 ? 1 : 0;
