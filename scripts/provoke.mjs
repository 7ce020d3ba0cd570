import { buildIfStale } from './build.mjs';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { findings } from './provoke/findings.mjs';
import { COLLAPSES, HEALTHY } from './provoke/sets.mjs';
import { runInPage } from './run-in-page.mjs';
import { buildOf, openTally } from './tally.mjs';

const HELP = `npm run provoke -- [collapses] [healthy] [options]

Trains micro-sized models with settings that make them collapse, and with settings that do not, in headless Chromium on
wasm. Prints when each collapse began, by asking the model at every update on images that the alarm does not use, and when
the alarm named it. Fails when a collapse is not named within 5 updates, or when a healthy run is accused. Each run is kept
when it has ended, and a count that was cut off goes on where it was.

Without a name both sets run.
  --only TEXT       runs whose name holds this text
  --tally FILE      JSON lines of all runs (default .cache/counts/provoke.jsonl)
  --help`;

/** Updates from the first bad one, itself counted, within which a collapse has to be named. */
const WITHIN = 5;

const SETS = { collapses: COLLAPSES, healthy: HEALTHY };
/** @type {(sentence: string) => never} */
const refuse = refusal('provoke');
const { positionals, values } = commandLine('provoke', HELP, {
  only: { type: 'string', default: '' },
  tally: { type: 'string', default: inRoot('.cache', 'counts', 'provoke.jsonl') },
});
const wrong = positionals.find((name) => !(name in SETS));
if (wrong !== undefined) refuse(`There is no set "${wrong}"; choose ${Object.keys(SETS).join(' or ')}.`);
const wanted = (/** @type {{ name: string }} */ { name }) => name.includes(values.only);
const chosen = /** @type {(keyof typeof SETS)[]} */ (
  positionals.length > 0 ? positionals : Object.keys(SETS)
);
const build = await buildOf(await buildIfStale());

let failures = 0;
for (const set of chosen) {
  const tally = await openTally(values.tally, { build, set });
  const isDone = (/** @type {{ name: string }} */ { name }) => tally.rows.some((row) => row.name === name);
  console.log(
    `\n${set}: began | named | after | right in the prompt, before and after each stage | what is said`,
  );
  for (const row of tally.rows.filter(wanted)) tell(row);
  const all = SETS[set].filter(wanted);
  await runInPage({
    backend: 'wasm',
    call: 'provoke',
    argument: { provocations: all.filter((run) => !isDone(run)), asks: set === 'collapses' },
    loadFrom: [inRoot('public', 'models')],
    onEvent: async (run) => {
      if (run.kind !== 'ran') return;
      const row = judged(set, run);
      tell(row);
      await tally.add(row);
    },
  });
  const good = tally.rows.filter((row) => row.isGood && wanted(row)).length;
  failures += all.length - good;
  console.log(`${set}: ${good} of ${all.length}`);
}
process.exitCode = failures > 0 ? 1 : 0;

/** One run of a set, as a line of the tally. */
function judged(/** @type {keyof typeof SETS} */ set, /** @type {any} */ run) {
  const changed = SETS[set].find(({ name }) => name === run.name)?.changes ?? {};
  const { stage, began, named, alarm, shares } = findings(run, changed);
  // Named before these images show it is named in time.
  const after = named < 0 ? null : Math.max(1, named - began + 1);
  const isGood = set === 'collapses' ? began >= 0 && after !== null && after <= WITHIN : named < 0;
  return { name: run.name, isGood, stage, began, named, after, shares, alarm: alarm ?? '' };
}

function tell(/** @type {any} */ { name, isGood, stage, began, named, after, shares, alarm }) {
  const step = (/** @type {number} */ at) => (at < 0 ? '-' : `${stage} ${at + 1}`);
  console.log(
    `${isGood ? ' ok ' : 'FAIL'} ${name}: ${step(began)} | ${step(named)} | ${after ?? '-'} | ${shares} | ${alarm}`,
  );
}
