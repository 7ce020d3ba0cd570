import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { buildIfStale } from './build.mjs';
import { serve } from './serve.mjs';

/**
 * @typedef {object} PageRun
 * @property {'webgpu' | 'wasm'} backend what the browser is started for; the page chooses its tfjs backend itself.
 * @property {string} [page] the HTML entry that defines `window.trimpi`.
 * @property {string} call the name of the function of `window.trimpi` to call.
 * @property {unknown} [argument] its argument, JSON.
 * @property {(event: any, page: import('playwright-core').Page) => unknown} [onEvent] receives what the page streams through `trimpiEvent`; the page waits for it.
 * @property {string} [saveTo] the folder that `trimpiSave` writes into; without it the page cannot save.
 * @property {string[]} [loadFrom] the folders that `trimpiLoad` may read, besides `saveTo`.
 * @property {AbortSignal} [signal] stops the run.
 * @property {boolean} [headless] false to watch.
 * @property {boolean} [bypassPolicy] true for libraries that the content security policy stops (workers from blobs).
 */

/** @returns {string | undefined} `name` inside one of `folders`, undefined when it lies outside or is absent. */
function inside(/** @type {string[]} */ folders, /** @type {string} */ name) {
  return folders
    .map((folder) => ({ folder: resolve(folder), path: resolve(folder, name) }))
    .find(({ folder, path }) => path !== folder && !relative(folder, path).startsWith('..'))?.path;
}

/**
 * Writes a file that arrives in pieces. It appears under its name only when the last piece has arrived: whoever resumes
 * from it never meets half a checkpoint.
 */
function fileSaver(/** @type {string | undefined} */ folder) {
  const open = new Set();
  return async (/** @type {string} */ name, /** @type {string} */ base64, /** @type {boolean} */ last) => {
    const path = folder === undefined ? undefined : inside([folder], name);
    if (path === undefined) throw new Error(`The page may not write ${name}.`);
    const partial = `${path}.part`;
    if (!open.has(path)) {
      await mkdir(dirname(path), { recursive: true });
      await rm(partial, { force: true });
      open.add(path);
    }
    await appendFile(partial, Buffer.from(base64, 'base64'));
    if (!last) return;
    await rename(partial, path);
    open.delete(path);
  };
}

/** @returns a reader that gives the first such file of the folders as base64, or null when none has it. */
function fileLoader(/** @type {string[]} */ folders) {
  return async (/** @type {string} */ name) => {
    const paths = folders.map((folder) => inside([folder], name)).filter((path) => path !== undefined);
    if (paths.length === 0) throw new Error(`The page may not read ${name}.`);
    const found = paths.find((path) => existsSync(path));
    return found === undefined ? null : readFile(found, 'base64');
  };
}

/** Sends what the page logs, and what it fails to catch, to this process's stderr. */
function forwardLog(/** @type {import('playwright-core').Page} */ page) {
  page.on('console', (message) => console.error(`[page ${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => console.error(`[page error] ${error.stack ?? error.message}`));
}

/** @returns a promise that only ever rejects: when the page or the browser goes away, or the caller gives up. */
function interruption(
  /** @type {import('playwright-core').Page} */ page,
  /** @type {import('playwright-core').Browser} */ browser,
  /** @type {AbortSignal | undefined} */ signal,
) {
  return new Promise((_, fail) => {
    page.on('crash', () => fail(new Error('The page crashed, most likely out of memory.')));
    browser.on('disconnected', () => fail(new Error('The browser ended before the run did.')));
    signal?.addEventListener('abort', () => fail(signal.reason), { once: true });
    if (signal?.aborted) fail(signal.reason);
  });
}

/**
 * Calls `window.trimpi[call](argument)` in a page of the built app and returns its JSON result. Builds the app first
 * when its sources have changed. The browser and the server end with the run; Ctrl+C ends them and this process.
 *
 * In the page: `trimpiEvent(json)`, `trimpiSave(name, base64, last)` and `trimpiLoad(name)`; see src/runner/host.ts.
 *
 * @param {PageRun} run
 * @returns {Promise<any>}
 * @throws {Error} what the page threw, or why it ended early.
 */
export async function runInPage(run) {
  const server = await serve({ dir: await buildIfStale() });
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    browser = await launchBrowser({ backend: run.backend, headless: run.headless });
    const page = await browser.newPage({ bypassCSP: run.bypassPolicy ?? false });
    forwardLog(page);
    await page.exposeFunction('trimpiEvent', (/** @type {string} */ json) =>
      run.onEvent?.(JSON.parse(json), page),
    );
    await page.exposeFunction('trimpiSave', fileSaver(run.saveTo));
    const readable = run.saveTo === undefined ? [] : [run.saveTo];
    await page.exposeFunction('trimpiLoad', fileLoader([...readable, ...(run.loadFrom ?? [])]));
    const interrupted = interruption(page, browser, run.signal);
    const finished = callInPage(page, `${server.url}${run.page ?? 'runner.html'}`, run.call, run.argument);
    return await Promise.race([finished, interrupted]);
  } finally {
    await browser?.close();
    await server.close();
  }
}

/** @returns {Promise<any>} the result of `window.trimpi[call](argument)`. */
async function callInPage(
  /** @type {import('playwright-core').Page} */ page,
  /** @type {string} */ url,
  /** @type {string} */ call,
  /** @type {unknown} */ argument,
) {
  await page.goto(url);
  await page.waitForFunction(() => 'trimpi' in window, undefined, { timeout: 30_000 });
  const json = await page.evaluate(
    async ([name, input]) => {
      const entry = /** @type {any} */ (window).trimpi[name];
      if (typeof entry !== 'function') throw new Error(`This page has no entry named ${name}.`);
      return JSON.stringify((await entry(input === undefined ? undefined : JSON.parse(input))) ?? null);
    },
    /** @type {[string, string | undefined]} */ ([call, JSON.stringify(argument)]),
  );
  return JSON.parse(json);
}
