import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { serve } from './serve.mjs';
import { loseDevices } from './stress/device-losses.mjs';
import { killRuns } from './stress/kills.mjs';
import { mutateLinks } from './stress/links.mjs';
import { measureLongRun } from './stress/long-run.mjs';
import { stopRuns } from './stress/stops.mjs';
import { buildOf, openTally } from './tally.mjs';

const HELP = `npm run stress -- [options]

Attacks the built page and its links, and prints how many runs and links it lost (docs/reliability.md has the figures). What
is found is kept line by line, and a count that was cut off goes on where it was.

  --kills COUNT        runs whose browser is killed at a random moment, then opened again (default 4)
  --links COUNT        mutated links that are opened in Node (default 20000)
  --device-loss COUNT  runs that lose the graphics device once at each of their places (default 0)
  --updates COUNT      of a run whose memory is measured as it goes (default 0)
  --stops COUNT        runs of preset Full that are stopped at a random moment (default 0)
  --seed NUMBER        of the moments and the mutations (default 1)
  --tally FILE         JSON lines of all tries (default .cache/counts/stress.jsonl)
  --help`;

const refuse = refusal('stress');
const { values } = commandLine('stress', HELP, {
  kills: { type: 'string', default: '4' },
  links: { type: 'string', default: '20000' },
  'device-loss': { type: 'string', default: '0' },
  updates: { type: 'string', default: '0' },
  stops: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  tally: { type: 'string', default: inRoot('.cache', 'counts', 'stress.jsonl') },
});
const [kills, links, losses, updates, stops, seed] = [
  ...[values.kills, values.links, values['device-loss'], values.updates, values.stops, values.seed],
].map((text) => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) refuse(`"${text}" is not a whole number.`);
  return count;
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

let faults = 0;
const tell = (/** @type {{ faults: number, sentence: string }} */ report) => {
  console.log(report.sentence);
  faults += report.faults;
};
const dist = await buildIfStale();
const build = await buildOf(dist);
const tallyOf = (/** @type {string} */ attack) => openTally(values.tally, { attack, build, seed });

if (links > 0) tell(await mutateLinks(links, seed));
if (losses > 0) tell(await loseDevices(losses, seed, await tallyOf('device loss'), console.log));
if (updates > 0) tell(await measureLongRun(updates, await tallyOf('updates'), console.log));
if (kills > 0 || stops > 0) {
  const server = await serve({ dir: dist });
  const profiles = await mkdtemp(join(tmpdir(), 'stress-'));
  process.once('exit', () => rmSync(profiles, { recursive: true, force: true, maxRetries: 5 }));
  try {
    if (stops > 0) tell(await stopRuns(server.url, stops, seed, await tallyOf('stop'), console.log));
    if (kills > 0)
      tell(await killRuns(server.url, profiles, kills, seed, await tallyOf('kill'), console.log));
  } finally {
    await server.close();
  }
}
process.exitCode = faults > 0 ? 1 : 0;
