import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { browserFlags, findBrowser } from '../browser.mjs';
import { installed } from '../installed.mjs';
import { source } from '../source.mjs';

const { chromium } = await installed(() => import('playwright-core'));
const { RandomStream } = await source('random/stream.ts');

/** A micro run takes a quarter of a minute, on a busy machine many. */
const RUN_MS = 900_000;
/** After the end of a run everything that is written is written within this time. */
const AFTER_END_MS = 300;
/** Every so many kills the run is resumed to its end. */
const RESUMED = 5;

/** @typedef {import('playwright-core').Page} Page */

/** A browser with a profile that outlives it, as a process group of its own that can be killed. */
async function openBrowser(/** @type {string} */ profile) {
  const portFile = join(profile, 'DevToolsActivePort');
  await rm(portFile, { force: true });
  const flags = [
    ...browserFlags('wasm'),
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(/** @type {string} */ (findBrowser()), [...flags, 'about:blank'], {
    detached: true,
    stdio: 'ignore',
  });
  const kill = () =>
    new Promise((done) => {
      child.once('exit', done);
      process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
    });
  for (let tries = 0; ; tries++) {
    const [port] = (await readFile(portFile, 'utf8').catch(() => '')).split('\n');
    if (port) {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const [context] = browser.contexts();
      // The service worker fetches the whole page once more, which has nothing to do with runs.
      await context.route('**/sw.js', (route) => route.abort());
      return { page: await context.newPage(), kill };
    }
    if (tries > 600) throw new Error('The browser did not start within a minute.');
    await pause(100);
  }
}

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
const statusOf = (/** @type {Page} */ page) => page.getByTestId('status').innerText();
const runnable = (/** @type {Page} */ page) =>
  page.locator('[data-testid=run]:not([aria-disabled=true])').waitFor({ timeout: RUN_MS });
const status = (/** @type {Page} */ page, /** @type {RegExp} */ pattern) =>
  page.getByTestId('status').filter({ hasText: pattern }).waitFor({ timeout: RUN_MS });

/** Whether the page that was opened again offers the run or has it on the list. */
async function whereItIs(/** @type {Page} */ page, /** @type {string} */ url) {
  await runnable(page);
  // What is kept may be told later than the device, on a busy machine by seconds.
  const isOffered = (/** @type {number} */ timeout) => appears(page.getByTestId('kept-run'), timeout);
  if (await isOffered(3_000)) return 'offered';
  await page.goto(`${url}?screen=compare`);
  const list = page.getByTestId('run-row');
  await list.first().waitFor({ timeout: RUN_MS });
  if (await appears(list.filter({ hasText: 'Micro' }), 10_000)) return 'listed';
  await page.goto(`${url}?preset=micro`);
  return (await isOffered(60_000)) ? 'offered' : 'lost';
}

const appears = (/** @type {import('playwright-core').Locator} */ place, /** @type {number} */ timeout) =>
  place
    .first()
    .waitFor({ timeout })
    .then(
      () => true,
      () => false,
    );

/**
 * Kills the browser around a micro run, and looks whether the run is there afterwards: a third of the kills at any moment of
 * the run, a third in the first evaluation, a third within 300 ms of its end.
 *
 * @param {string} url of the served page
 * @param {string} profiles a folder for the browsers' profiles
 * @param {number} count
 * @param {number} seed
 * @param {(line: string) => void} log
 */
export async function killRuns(url, profiles, count, seed, log) {
  const random = RandomStream.of(seed, 'stress/kills');
  /** @type {Kill[]} */
  const kills = [];
  // Until one has been seen to its end.
  let lasts = 20_000;
  for (let i = 0; i < count; i++) {
    const moment = MOMENTS[i % MOMENTS.length];
    const wait = random.int({ any: lasts, 'first evaluation': 500, end: AFTER_END_MS }[moment]);
    const profile = join(profiles, String(i));
    const kill = await killOne(url, profile, moment, wait, i % RESUMED === 0).catch((error) => ({
      ...{ moment, after: null, was: String(error).split('\n')[0], found: 'not judged', end: null },
    }));
    if (moment === 'end' && kill.after !== null) lasts = kill.after;
    kills.push(kill);
    const end = kill.end === null ? '' : `, resumed to ${kill.end}`;
    log(`kill ${i + 1} of ${count}, ${kill.after} ms after Run, at “${kill.was}”: ${kill.found}${end}`);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  const number = (/** @type {string} */ found) => kills.filter((kill) => kill.found === found).length;
  const resumed = kills.filter(({ end }) => end !== null).length;
  const [lost, unjudged] = [number('lost'), number('not judged')];
  const sentence = `${count} kills: ${number('offered')} runs offered again (${resumed} of them resumed to their end), ${number('listed')} on the list, ${lost} lost, ${unjudged} not judged.`;
  return { kills, lost, sentence };
}

const MOMENTS = /** @type {const} */ (['any', 'first evaluation', 'end']);

/** @typedef {{ moment: string, after: number | null, was: string, found: string, end: string | null }} Kill */

/**
 * @param {string} url
 * @param {string} profile a folder that is not there yet
 * @param {typeof MOMENTS[number]} moment
 * @param {number} wait milliseconds from the beginning of that moment
 * @param {boolean} resumes sees a run that is offered to its end
 * @returns {Promise<Kill>}
 */
async function killOne(url, profile, moment, wait, resumes) {
  const before = await openBrowser(profile);
  let [was, after] = ['', 0];
  try {
    await before.page.goto(`${url}?preset=micro`);
    await runnable(before.page);
    await before.page.getByTestId('run').click();
    const start = Date.now();
    await status(
      before.page,
      { any: /^Evaluating|, step /, 'first evaluation': /^Evaluating Base/, end: /^Finished/ }[moment],
    );
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
    if (found !== 'offered' || !resumes) return { moment, after, was, found, end: null };
    await again.page.getByTestId('resume-kept').first().click();
    await status(again.page, /^Finished/);
    return {
      moment,
      after,
      was,
      found,
      end: await again.page.getByTestId('headline-internalized').innerText(),
    };
  } finally {
    await again.kill();
  }
}
