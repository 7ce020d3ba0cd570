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
/** As little as has all stages: a kill needs moments, and no length. */
const FEW = { steps: 3, batch: 2, replay: 1 };
const SHORTER = {
  dataset: { layers: 1, policies: 1, cotPerPolicy: 4, poolPerPolicy: 8 },
  directSft: FEW,
  vmCpt: FEW,
  cotSft: FEW,
  rl: { steps: 2, prompts: 2, groupSize: 4, updatesPerStep: 1 },
  evaluation: { perPolicy: 4 },
};
/** What is stored stands on the list within this time, on a machine that is busy with everything else. */
const LISTED_MS = 180_000;
/** Browsers at a time: much of a kill is waiting. */
const LANES = 5;
/** Kills in one profile: what was kept before is there when the next run starts. */
const IN_ONE_PROFILE = 10;

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
 * Kills the browser around small runs, and looks whether the run is there when it is opened again, where the next run starts: a
 * third of the kills at any moment of the run, a third in the first evaluation, a third within 300 ms of its end. Every fifth run
 * that is offered again is resumed to its end, and its record compared with that of a run that nobody interrupted.
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
  const known = new Set(judged().map(({ index }) => index));
  const left = Array.from({ length: count }, (_, index) => index).filter((index) => !known.has(index));
  const tell = async (/** @type {Kill} */ kill) => {
    await tally.add(kill);
    log(
      `kill ${kill.index + 1} of ${count}, ${kill.method}, ${kill.after} ms after Run, at “${kill.was}”: ${kill.found}${kill.resumed ? ', resumed to its end' : ''}`,
    );
  };
  const lane = async () => {
    while (left.length > 0) {
      const group = left.splice(0, IN_ONE_PROFILE);
      const profile = join(profiles, String(group[0]));
      const rest = await killInOneProfile(url, profile, group, tell, (index) =>
        planOf(index, seed, judged()),
      );
      left.push(...rest);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return reportOf(tally.rows, count);
}

/**
 * One kill after the other; every browser judges the kill before it, and is killed in its turn. Ends early where one goes wrong.
 *
 * @param {string} url
 * @param {string} profile a folder that is not there yet
 * @param {number[]} indices
 * @param {(kill: Kill) => Promise<void>} tell hears of every kill
 * @param {(index: number) => ReturnType<typeof planOf>} planned
 * @returns {Promise<number[]>} kills that were not begun
 */
async function killInOneProfile(url, profile, indices, tell, planned) {
  /** @type {(Pick<Kill, 'index' | 'lasts' | 'after' | 'was'> & ReturnType<typeof planOf> & { began: number }) | null} */
  let killed = null;
  for (const index of [...indices, null]) {
    const plan = index === null ? null : planned(index);
    const { page, kill } = await openBrowser(profile);
    try {
      await page.goto(`${url}${await linkTo((plan ?? killed)?.method ?? METHODS[0])}`);
      if (killed) {
        const { wait, resumes, began, ...row } = killed;
        await tell({ ...row, ...(await judge(page, began, resumes)) });
        killed = null;
      }
      if (index !== null && plan) {
        killed = { index, ...plan, began: Date.now(), lasts: 0, after: 0, was: '' };
        Object.assign(killed, await runUntil(page, plan));
      }
    } catch (error) {
      const failed = killed?.index ?? index ?? indices[0];
      const { wait, resumes, began, ...row } = killed ?? { index: failed, began: 0, ...planned(failed) };
      const was = String(error).split('\n')[0];
      await tell({ lasts: 0, after: 0, ...row, was, found: 'not judged', figures: null, resumed: false });
      return indices.slice(indices.indexOf(failed) + 1);
    } finally {
      await kill();
    }
  }
  return [];
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
 * Starts the run that the page has been given, and waits until it is to be killed.
 *
 * @param {Page} page
 * @param {ReturnType<typeof planOf>} plan `wait`: milliseconds from the beginning of the moment
 */
async function runUntil(page, { moment, wait }) {
  await page.getByTestId('link-card').getByRole('button', { name: 'Set it up' }).click();
  await runnable(page);
  await page.getByTestId('run').click();
  const start = Date.now();
  const begins = { any: /^Evaluating|, step /, 'first evaluation': /^Evaluating Base/, end: /^Finished/ };
  await status(page, begins[moment]);
  const lasts = Date.now() - start;
  await pause(wait);
  const was = await statusOf(page);
  return { lasts, was, after: Date.now() - start };
}

/**
 * Where the run of before the kill is, and what it has come to.
 *
 * @param {Page} page
 * @param {number} began when the run began, milliseconds since 1970
 * @param {boolean} resumes to its end, where it is offered
 */
async function judge(page, began, resumes) {
  const found = await whereItIs(page, began);
  const resumed = found === 'offered' && resumes;
  if (resumed) {
    await page.getByTestId('resume-kept').first().click();
    await status(page, /^Finished/);
  } else if (found === 'offered') {
    await page.getByTestId('discard-kept').first().click();
    await page.getByTestId('kept-run').waitFor({ state: 'detached' });
  }
  const isListed = resumed || found === 'listed';
  return { found, resumed, figures: isListed ? await figuresIn(page) : null };
}

async function linkTo(/** @type {string} */ method) {
  const micro = presetConfig(findPreset('micro'), method, 1);
  const shorter = Object.entries(SHORTER).map(([part, change]) => [part, { ...micro[part], ...change }]);
  const config = { ...micro, base: 'tiny', ...Object.fromEntries(shorter) };
  return encodeLink({ config, build: 'stress', results: [] });
}

/** Whether the page that was opened again offers the run that began then, or has it on the list beside all others. */
async function whereItIs(/** @type {Page} */ page, /** @type {number} */ began) {
  await runnable(page);
  // What is kept may be told later than the device, on a busy machine by seconds.
  const isOffered = (/** @type {number} */ timeout) => appears(page.getByTestId('kept-run'), timeout);
  const screen = (/** @type {string} */ name) =>
    page.getByRole('link', { name, exact: true }).first().click();
  if (await isOffered(3_000)) return 'offered';
  const records = await recordsIn(page);
  if (records.some((record) => dateOf(record) >= began)) {
    await screen('Compare');
    const rows = page.getByTestId('run-row').filter({ hasText: 'Micro' });
    const isListed = await appears(rows.nth(records.length - 1), LISTED_MS);
    await screen('Lab');
    return isListed ? 'listed' : 'lost';
  }
  await page.reload();
  return (await isOffered(60_000)) ? 'offered' : 'lost';
}

const dateOf = (/** @type {any} */ record) => Date.parse(record.provenance.date);

/** A hash of all numbers of the newest record that this browser has stored. */
async function figuresIn(/** @type {Page} */ page) {
  const [record] = (await recordsIn(page)).sort((a, b) => dateOf(b) - dateOf(a));
  return createHash('sha256').update(figures(record)).digest('hex').slice(0, 12);
}

/** The records of all runs that this browser has stored. */
async function recordsIn(/** @type {Page} */ page) {
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
  return /** @type {any[]} */ (records);
}
