import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { browserFlags, findBrowser } from '../browser.mjs';
import { installed } from '../installed.mjs';

const { chromium } = await installed(() => import('playwright-core'));

/** A run takes seconds, on a busy machine minutes; so does every step on the way to it. */
export const PATIENCE_MS = 900_000;

export const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/**
 * A browser with a profile that outlives it, as a process group of its own that can be killed.
 *
 * @param {string} profile a folder, which need not be there yet
 */
export async function openBrowser(profile) {
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
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const killGroup = () => isRunning() && process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
  // A count that is ended by hand leaves no browser behind, and no profile, which a living browser would hold.
  process.prependOnceListener('exit', killGroup);
  const kill = () =>
    new Promise((done) => {
      process.off('exit', killGroup);
      child.once('exit', done);
      if (!killGroup()) done(null);
    });
  for (let tries = 0; ; tries++) {
    const [port] = (await readFile(portFile, 'utf8').catch(() => '')).split('\n');
    if (port) {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, {
        timeout: PATIENCE_MS,
      });
      const [context] = browser.contexts();
      // The service worker fetches the whole page once more, which has nothing to do with runs.
      await context.route('**/sw.js', (route) => route.abort());
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      return { page, kill };
    }
    if (tries > PATIENCE_MS / 100) throw new Error('The browser did not start.');
    await pause(100);
  }
}
