import { readFile } from 'node:fs/promises';
import { browserFlags, findBrowser } from '../browser.mjs';
import { installed } from '../installed.mjs';
import { source } from '../source.mjs';
import { PATIENCE_MS, pause } from './browser-on-disk.mjs';

const { chromium } = await installed(() => import('playwright-core'));

const { RandomStream } = await source('random/stream.ts');

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ sign: number, deed: number }} Stop milliseconds from the click */
/** @typedef {{ before: number | null, during: number | null, after: number | null }} Memory bytes of the page and its workers */

/** Stops come within this time from Run: while the base arrives and while the images are drawn. */
const WITHIN_MS = 20_000;
/** The limits of the sign and of the deed. */
export const SIGN_MS = 300;
export const DEED_MS = 3000;
/** What a page may hold more after a stop than before the run: the base model, and the examples that are kept on purpose. */
export const LEFT_BYTES = 100e6;
/** Freed memory goes back to the system within this time. */
const FREED_MS = 15_000;

/** A browser whose workers can be told to collect their garbage. */
export function launchWithGarbageCollector() {
  const flags = browserFlags('wasm').map((flag) =>
    flag.startsWith('--js-flags=') ? `${flag} --expose-gc` : flag,
  );
  return chromium.launch({ executablePath: findBrowser(), args: flags });
}

/**
 * Starts preset Full in a page, stops it, and measures how soon the page says so, how soon it is done, and what the page holds.
 *
 * @param {Page} page
 * @param {string} url of the served page
 * @param {number} wait milliseconds from Run to Stop
 * @returns {Promise<Stop & Memory & { was: string }>} `was`: what the page said before
 */
export async function stopFull(page, url, wait) {
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}?preset=full`);
  await page.locator('[data-testid=run]:not([aria-disabled=true])').waitFor();
  const before = await leastMemory(page, 3000);
  await page.getByTestId('run').click();
  await page.locator('[data-testid=stop]:not([aria-disabled=true])').waitFor();
  await pause(wait);
  const during = await memoryOf(page);
  const was = await page.getByTestId('status').innerText();
  const stop = await clickStop(page);
  return { ...stop, before, during, after: await leastMemory(page, FREED_MS), was };
}

/** Clicks Stop and watches the status line, on the page's own clock. */
function clickStop(/** @type {Page} */ page) {
  return page.evaluate(async () => {
    const status = /** @type {HTMLElement} */ (document.querySelector('[data-testid=status]'));
    const start = performance.now();
    const says = (/** @type {RegExp} */ pattern) =>
      /** @type {Promise<number>} */ (
        new Promise((done) => {
          const look = () => pattern.test(status.textContent ?? '') && done(performance.now() - start);
          new MutationObserver(look).observe(status, { subtree: true, characterData: true, childList: true });
        })
      );
    const [sign, deed] = [says(/^Stop/), says(/^Stopped/)];
    /** @type {HTMLElement} */ (document.querySelector('[data-testid=stop]')).click();
    return { sign: await sign, deed: await deed };
  });
}

/** The least that is measured within a time, garbage collected before. */
async function leastMemory(/** @type {Page} */ page, /** @type {number} */ ms) {
  const until = Date.now() + ms;
  let least = Number.POSITIVE_INFINITY;
  do {
    await collectGarbage(page);
    least = Math.min(least, (await memoryOf(page)) ?? least);
    await pause(500);
  } while (Date.now() < until);
  return Number.isFinite(least) ? least : null;
}

async function collectGarbage(/** @type {Page} */ page) {
  const gc = () => /** @type {any} */ (globalThis).gc?.();
  // A worker may end meanwhile, and the threads of WebAssembly listen to nobody.
  const workers = page.workers().map((worker) => worker.evaluate(gc).catch(() => {}));
  await Promise.race([Promise.all([page.evaluate(gc), ...workers]), pause(1000)]);
}

/** Memory of the processes that show pages, without what they share with others; null where the system does not tell. */
async function memoryOf(/** @type {Page} */ page) {
  const cdp = await /** @type {import('playwright-core').Browser} */ (
    page.context().browser()
  ).newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  await cdp.detach();
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
        return 1024 * Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN);
      }),
  );
  const sum = sizes.filter(Number.isFinite).reduce((a, b) => a + b, 0);
  return sum > 0 ? sum : null;
}

/**
 * Stops runs of preset Full at random moments, each in a page of its own.
 *
 * @param {string} url
 * @param {number} count
 * @param {number} seed
 * @param {{ rows: any[], add: (row: object) => Promise<void> }} tally
 * @param {(line: string) => void} log
 */
export async function stopRuns(url, count, seed, tally, log) {
  const browser = await launchWithGarbageCollector();
  try {
    for (let index = 0; index < count; index++) {
      if (tally.rows.some((row) => row.index === index)) continue;
      const wait = RandomStream.of(seed, `stress/stops/${index}`).int(WITHIN_MS);
      const page = await browser.newPage();
      const stop = await stopFull(page, url, wait);
      await page.close();
      await tally.add({ index, wait, ...stop });
      const [before, during, after] = [stop.before, stop.during, stop.after].map(megabytes);
      log(
        `stop ${index + 1} of ${count}, ${wait} ms after Run, at “${stop.was}”: sign after ${Math.round(stop.sign)} ms, done after ${Math.round(stop.deed)} ms; ${before} before, ${during} during, ${after} after`,
      );
    }
  } finally {
    await browser.close();
  }
  const rows = tally.rows.filter(({ index }) => index < count);
  const most = (/** @type {(row: any) => number} */ of) => Math.max(...rows.map(of));
  const [sign, deed] = [most((row) => row.sign), most((row) => row.deed)];
  const left = most(({ before, after }) => after - before);
  const sentence = `${rows.length} stops: the sign after at most ${Math.round(sign)} ms, the deed after at most ${Math.round(deed)} ms; at most ${megabytes(left)} more after than before, with up to ${megabytes(most(({ during }) => during))} during the run.`;
  return { faults: Number(sign > SIGN_MS) + Number(deed > DEED_MS) + Number(left > LEFT_BYTES), sentence };
}

const megabytes = (/** @type {number | null} */ bytes) =>
  bytes === null ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
