import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { commandLine, refusal } from './command-line.mjs';
import { serve } from './serve.mjs';
import { killRuns } from './stress/kills.mjs';
import { mutateLinks } from './stress/links.mjs';

const HELP = `npm run stress -- [options]

Attacks the built page and its links, and prints how many runs and links it lost (docs/reliability.md has the figures).

  --kills COUNT     runs whose browser is killed at a random moment, then opened again (default 4)
  --links COUNT     mutated links that are opened in Node (default 20000)
  --seed NUMBER     of the moments and the mutations (default 1)
  --out FILE        JSON with every kill and every count
  --help`;

const refuse = refusal('stress');
const { values } = commandLine('stress', HELP, {
  kills: { type: 'string', default: '4' },
  links: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  out: { type: 'string' },
});
const [kills, links, seed] = [values.kills, values.links, values.seed].map((text) => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) refuse(`"${text}" is not a whole number.`);
  return count;
});

const linkReport = links > 0 ? await mutateLinks(links, seed) : null;
if (linkReport) console.log(linkReport.sentence);

let killReport = null;
if (kills > 0) {
  const server = await serve({ dir: await buildIfStale() });
  const profiles = await mkdtemp(join(tmpdir(), 'stress-'));
  try {
    killReport = await killRuns(server.url, profiles, kills, seed, console.log);
    console.log(killReport.sentence);
  } finally {
    await server.close();
    await rm(profiles, { recursive: true, force: true, maxRetries: 5 });
  }
}
if (values.out)
  await writeFile(values.out, `${JSON.stringify({ seed, links: linkReport, kills: killReport }, null, 2)}\n`);
process.exitCode = (linkReport?.faults ?? 0) + (killReport?.lost ?? 0) > 0 ? 1 : 0;
