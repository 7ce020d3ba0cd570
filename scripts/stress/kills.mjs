import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { source } from '../source.mjs';
import { openBrowser, pause } from './browser-on-disk.mjs';

const { RandomStream } = await source('random/stream.ts');
const { encodeLink } = await source('experiment/share/share-link.ts');
const { findPreset, presetConfig } = await source('experiment/plan/presets.ts');
const { figures } = await source('experiment/record/figures.ts');

/** After the end of a run everything that is written is written within this time. */
const AFTER_END_MS = 300;
/** Every so many kills the run is resumed to its end. */
const RESUMED = 5;
/** How long a run takes, until one has been seen to its end. */
const UNKNOWN_MS = 5000;

const MOMENTS = /** @type {const} */ (['any', 'first evaluation', 'end']);
/** Of two stages to four. */
const METHODS = ['cot-sft', 'vm-cpt+cot-sft', 'cot-sft+grpo', 'trimpi-poro-dapo'];
/** Micro, and shorter: a kill needs moments, and every stage has some. */
const FEW = { steps: 3, batch: 4 };
const SHORTER = {
  directSft: FEW,
  vmCpt: FEW,
  cotSft: FEW,
  rl: { steps: 2, prompts: 2, updatesPerStep: 1 },
  evaluation: { perPolicy: 4 },
};

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Kill
 * @property {number} index
 * @property {string} method
 * @property {typeof MOMENTS[number]} moment
 * @property {number} lasts milliseconds from Run to what the moment begins with
 * @property {number} after milliseconds from Run to the kill
 * @property {string} was what the page said last
 * @property {string} found offered, listed, lost or not judged
 * @property {string | null} figures of the run's record, where it has been seen to its end
 * @property {boolean} resumed
 */

const statusOf = (/** @type {Page} */ page) => page.getByTestId('status').innerText();
const runnable = (/** @type {Page} */ page) =>
  page.locator('[data-testid=run]:not([aria-disabled=true])').waitFor();
const status = (/** @type {Page} */ page, /** @type {RegExp} */ pattern) =>
  page.getByTestId('status').filter({ hasText: pattern }).waitFor();

const appears = (/** @type {import('playwright-core').Locator} */ place, /** @type {number} */ timeout) =>
  place
    .first()
    .waitFor({ timeout })
    .then(
      () => true,
      () => false,
    );

/**
 * Kills the browser around micro runs, and looks whether the run is there afterwards: a third of the kills at any moment of
 * the run, a third in the first evaluation, a third within 300 ms of its end. Every fifth run that is offered again is
 * resumed to its end, and its record compared with that of a run that nobody interrupted.
 *
 * @param {string} url of the served page
 * @param {string} profiles a folder for the browsers' profiles
 * @param {number} count
 * @param {number} seed
 * @param {{ rows: Kill[], add: (row: Kill) => Promise<void> }} tally
 * @param {(line: string) => void} log
 */
export async function killRuns(url, profiles, count, seed, tally, log) {
  const judged = () => tally.rows.filter(({ found }) => found !== 'not judged');
  for (let index = 0; index < count; index++) {
    if (judged().some((kill) => kill.index === index)) continue;
    const profile = join(profiles, String(index));
    const plan = planOf(index, seed, judged());
    const kill = await killOne(url, profile, plan).catch((error) => ({
      ...{ lasts: 0, after: 0, was: String(error).split('\n')[0] },
      ...{ found: 'not judged', figures: null, resumed: false },
    }));
    await tally.add({ index, method: plan.method, moment: plan.moment, ...kill });
    log(
      `kill ${index + 1} of ${count}, ${plan.method}, ${kill.after} ms after Run, at “${kill.was}”: ${kill.found}${kill.resumed ? ', resumed to its end' : ''}`,
    );
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return reportOf(tally.rows, count);
}

/** @returns {{ method: string, moment: typeof MOMENTS[number], wait: number, resumes: boolean }} */
function planOf(/** @type {number} */ index, /** @type {number} */ seed, /** @type {Kill[]} */ known) {
  const moment = MOMENTS[index % MOMENTS.length];
  const method = METHODS[index % METHODS.length];
  const seen = known.findLast((kill) => kill.moment === 'end' && kill.method === method);
  const within = { any: seen?.lasts ?? UNKNOWN_MS, 'first evaluation': 500, end: AFTER_END_MS }[moment];
  const wait = RandomStream.of(seed, `stress/kills/${index}`).int(Math.round(within));
  return { method, moment, wait, resumes: index % RESUMED === 0 };
}

function reportOf(/** @type {Kill[]} */ rows, /** @type {number} */ count) {
  const kills = rows.filter(({ index, found }) => index < count && found !== 'not judged');
  const number = (/** @type {string} */ found) => kills.filter((kill) => kill.found === found).length;
  const resumed = kills.filter((kill) => kill.resumed);
  const whole = kills.filter((kill) => kill.moment === 'end' && kill.figures !== null);
  const figuresOf = (/** @type {string} */ method) => whole.find((kill) => kill.method === method)?.figures;
  const compared = [...resumed, ...whole].filter(({ method }) => figuresOf(method) !== undefined);
  const different = compared.filter(({ method, figures }) => figures !== figuresOf(method)).length;
  const [lost, unjudged] = [number('lost'), count - kills.length];
  const sentence = [
    `${kills.length} kills: ${number('offered')} runs offered again, ${number('listed')} on the list, ${lost} lost, ${unjudged} not judged.`,
    `${resumed.length} were resumed to their end; of ${compared.length} records compared with those of uninterrupted runs ${different} have other numbers.`,
  ].join(' ');
  return { faults: lost + different + unjudged, sentence };
}

/**
 * @param {string} url
 * @param {string} profile a folder that is not there yet
 * @param {ReturnType<typeof planOf>} plan `wait`: milliseconds from the beginning of the moment
 */
async function killOne(url, profile, { method, moment, wait, resumes }) {
  const before = await openBrowser(profile);
  let [was, after, lasts] = ['', 0, 0];
  try {
    await before.page.goto(`${url}${await linkTo(method)}`);
    await before.page.getByTestId('link-card').getByRole('button', { name: 'Set it up' }).click();
    await runnable(before.page);
    await before.page.getByTestId('run').click();
    const start = Date.now();
    const begins = { any: /^Evaluating|, step /, 'first evaluation': /^Evaluating Base/, end: /^Finished/ };
    await status(before.page, begins[moment]);
    lasts = Date.now() - start;
    await pause(wait);
    was = await statusOf(before.page);
    after = Date.now() - start;
  } finally {
    await before.kill();
  }
  const again = await openBrowser(profile);
  try {
    await again.page.goto(`${url}?preset=micro`);
    const found = await whereItIs(again.page, url);
    const isResumed = found === 'offered' && resumes;
    if (isResumed) {
      await again.page.getByTestId('resume-kept').first().click();
      await status(again.page, /^Finished/);
    }
    const figures = isResumed || found === 'listed' ? await figuresIn(again.page) : null;
    return { lasts, after, was, found, figures, resumed: isResumed };
  } finally {
    await again.kill();
  }
}

async function linkTo(/** @type {string} */ method) {
  const micro = presetConfig(findPreset('micro'), method, 1);
  const shorter = Object.entries(SHORTER).map(([part, change]) => [part, { ...micro[part], ...change }]);
  const config = { ...micro, ...Object.fromEntries(shorter) };
  return encodeLink({ config, build: 'stress', results: [] });
}

/** Whether the page that was opened again offers the run or has it on the list. */
async function whereItIs(/** @type {Page} */ page, /** @type {string} */ url) {
  await runnable(page);
  // What is kept may be told later than the device, on a busy machine by seconds.
  const isOffered = (/** @type {number} */ timeout) => appears(page.getByTestId('kept-run'), timeout);
  if (await isOffered(3_000)) return 'offered';
  await page.goto(`${url}?screen=compare`);
  const list = page.getByTestId('run-row');
  await list.first().waitFor();
  if (await appears(list.filter({ hasText: 'Micro' }), 10_000)) return 'listed';
  await page.goto(`${url}?preset=micro`);
  return (await isOffered(60_000)) ? 'offered' : 'lost';
}

/** A hash of all numbers of the only record that this browser has stored. */
async function figuresIn(/** @type {Page} */ page) {
  const records = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('trimpi-runs');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('runs').objectStore('runs').getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.filter(({ source: from }) => from === 'live').map(({ record }) => record));
          };
        };
      }),
  );
  const [record] = /** @type {any[]} */ (records);
  return createHash('sha256').update(figures(record)).digest('hex').slice(0, 12);
}
