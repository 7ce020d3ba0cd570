import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { provenance, SAME_NUMBERS } from './provenance.mjs';
import { hashNumbers } from './record-numbers.mjs';
import { source } from './source.mjs';

const { ALL_METHODS } = await source('experiment/plan/methods.ts');
const PRESETS = ['micro', 'm-micro', 'gta-micro'];

const HELP = `npm run same-numbers -- [options]

Runs every method and control on ${PRESETS.join(', ')}, seed 1, and compares every number of the records with what is kept in
scripts/same-numbers.json. Where all are the same, the code of now is put down there beside the code that the tables were made
with: their rows may stand in one table. Exits with 1 where a number differs.

  --anew                the numbers of now are kept in place of the old ones, and no other code is held to give them
  --help`;

const refuse = refusal('same-numbers');
const { values } = commandLine('same-numbers', HELP, { anew: { type: 'boolean', default: false } });

const folder = await mkdtemp(join(tmpdir(), 'same-numbers-'));
try {
  for (const preset of PRESETS) {
    const options = [preset, '--methods', ALL_METHODS.join(','), '--records', folder];
    const { status } = spawnSync(process.execPath, [inRoot('scripts', 'experiment.mjs'), ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) refuse(`The runs of ${preset} did not come to their end.`);
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  /** @type {Record<string, string>} */
  const numbers = {};
  for (const name of names) {
    numbers[name.replace(/\.json$/, '')] = hashNumbers(
      JSON.parse(await readFile(join(folder, name), 'utf8')),
    );
  }
  await compare(numbers);
} finally {
  await rm(folder, { recursive: true });
}

async function compare(/** @type {Record<string, string>} */ numbers) {
  const { code } = await provenance('small');
  const kept = JSON.parse(await readFile(SAME_NUMBERS, 'utf8'));
  const isAnew = values.anew;
  // A method that came since has nothing to be compared with.
  const known = Object.keys(numbers).filter((name) => Object.hasOwn(kept.numbers, name));
  const differ = known.filter((name) => numbers[name] !== kept.numbers[name]);
  if (differ.length > 0 && !isAnew) {
    console.log(`Other numbers than ${kept.codes.join(', ')} in: ${differ.join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const codes = isAnew ? [code] : [...new Set([...kept.codes, code])];
  await writeFile(SAME_NUMBERS, `${JSON.stringify({ codes, numbers }, null, 1)}\n`);
  console.log(`${Object.keys(numbers).length} records have the same numbers under ${codes.join(', ')}.`);
}
