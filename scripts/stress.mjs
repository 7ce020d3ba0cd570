import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { serve } from './serve.mjs';
import { killRuns } from './stress/kills.mjs';
import { mutateLinks } from './stress/links.mjs';
import { buildOf, openTally } from './tally.mjs';

const HELP = `npm run stress -- [options]

Attacks the built page and its links, and prints how many runs and links it lost (docs/reliability.md has the figures). What
is found is kept line by line, and a count that was cut off goes on where it was.

  --kills COUNT     runs whose browser is killed at a random moment, then opened again (default 4)
  --links COUNT     mutated links that are opened in Node (default 20000)
  --seed NUMBER     of the moments and the mutations (default 1)
  --tally FILE      JSON lines of all tries (default .cache/counts/stress.jsonl)
  --help`;

const refuse = refusal('stress');
const { values } = commandLine('stress', HELP, {
  kills: { type: 'string', default: '4' },
  links: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  tally: { type: 'string', default: inRoot('.cache', 'counts', 'stress.jsonl') },
});
const [kills, links, seed] = [values.kills, values.links, values.seed].map((text) => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) refuse(`"${text}" is not a whole number.`);
  return count;
});

let faults = 0;
const tell = (/** @type {{ faults: number, sentence: string }} */ report) => {
  console.log(report.sentence);
  faults += report.faults;
};

if (links > 0) tell(await mutateLinks(links, seed));
if (kills > 0) {
  const dist = await buildIfStale();
  const server = await serve({ dir: dist });
  const folder = await mkdtemp(join(tmpdir(), 'stress-'));
  try {
    const tally = await openTally(values.tally, { attack: 'kill', build: await buildOf(dist), seed });
    tell(await killRuns(server.url, folder, kills, seed, tally, console.log));
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
process.exitCode = faults > 0 ? 1 : 0;
