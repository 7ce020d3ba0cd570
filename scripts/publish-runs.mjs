import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inRoot } from './paths.mjs';
import { source } from './source.mjs';

/**
 * Publishes recorded runs with the page. Usage: node scripts/publish-runs.mjs <folder of records> <first record>
 *
 * The folder is what `npm run experiment -- ... --records FOLDER` wrote. The named record is published whole and shown
 * first; of the others the rollouts are left out, which makes them a third as large.
 */
const [folder, first] = process.argv.slice(2);
if (!folder || !first) {
  console.error('Usage: node scripts/publish-runs.mjs <folder of records> <first record, without .json>');
  process.exit(2);
}
const { METHODS } = await source('experiment/methods.ts');
const target = inRoot('public', 'runs');
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

const names = (await readdir(resolve(folder))).filter((name) => name.endsWith('.json'));
const records = await Promise.all(
  names.map(async (name) => JSON.parse(await readFile(join(resolve(folder), name), 'utf8'))),
);
const rank = (/** @type {any} */ { id, config }) =>
  id === first ? -1 : METHODS.indexOf(config.method) * 1000 + config.seed;
records.sort((a, b) => rank(a) - rank(b));
const index = [];
for (const record of records) {
  const file = `${record.id.replaceAll('+', '-')}.json`;
  const published = record.id === first ? record : { ...record, rollouts: [] };
  await writeFile(join(target, file), JSON.stringify(published));
  index.push({ file, title: record.title });
}
await writeFile(join(target, 'index.json'), `${JSON.stringify(index, null, 1)}\n`);
console.log(`${index.length} runs published, first ${index[0].title}`);
