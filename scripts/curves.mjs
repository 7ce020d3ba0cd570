import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { source } from './source.mjs';

const { trajectoryTable } = await source('experiment/results/results-table.ts');
const { ALL_METHODS: METHODS } = await source('experiment/plan/methods.ts');
const { rlTrajectory } = await source('experiment/results/rl-trajectory.ts');

const HELP = `npm run curves -- FOLDER... [options]

How reinforcement learning went in the runs whose records npm run experiment -- ... --records FOLDER wrote: rewards by source,
groups without two different rewards, entropy and what the policy tells a policy-aware response, at the start, half-way and at the end.

  --preset NAME         only records of this preset (default: all)
  --out FILE            JSON with a row per run
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('curves');
const { values, positionals: folders } = commandLine('curves', HELP, {
  preset: { type: 'string' },
  out: { type: 'string' },
});
if (folders.length === 0) refuse('Name a folder of records.');
const files = (
  await Promise.all(
    folders.map(async (folder) =>
      (
        await readdir(folder).catch(() => refuse(`There is no folder ${folder}.`))
      )
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name)),
    ),
  )
).flat();
const rows = [];
for (const file of files) {
  const record = JSON.parse(await readFile(file, 'utf8'));
  const row = values.preset && record.config.preset !== values.preset ? null : rlTrajectory(record);
  if (row) rows.push(row);
}
const order = (/** @type {any} */ { method, seed }) => METHODS.indexOf(method) * 1000 + seed;
rows.sort((a, b) => a.preset.localeCompare(b.preset) || order(a) - order(b));
if (rows.length === 0) refuse('These folders hold no record of reinforcement learning.');
if (values.out !== undefined) {
  const out = resolve(values.out);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify({ rows }, null, 1)}\n`);
}
console.log(trajectoryTable(rows));
