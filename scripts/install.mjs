import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { inRoot, ROOT } from './paths.mjs';

/**
 * Runs a program in the repository with this terminal's input and output.
 *
 * @param {string} program
 * @param {string[]} parameters
 * @param {number} [minutes] after which it is killed; no limit when left out. Browsers that it drives end with
 *   it: what connects them breaks.
 * @returns {Promise<number>} its exit code; 1 when a signal ended it or it could not start.
 */
export function runProgram(program, parameters, minutes) {
  return new Promise((done) => {
    const child = spawn(program, parameters, {
      cwd: ROOT,
      stdio: 'inherit',
      shell: program.endsWith('.cmd'),
      timeout: minutes === undefined ? undefined : minutes * 60_000,
      killSignal: 'SIGKILL',
    });
    child.on('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.on('exit', (code) => done(code ?? 1));
  });
}

/** @returns {Promise<Record<string, { version: string, optional?: boolean }>>} the packages of a lock file. */
async function packagesOf(/** @type {string} */ path) {
  return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')).packages : {};
}

/** @returns {Promise<boolean>} whether node_modules holds every version that package-lock.json names. */
async function isInstalled() {
  const wanted = await packagesOf(inRoot('package-lock.json'));
  const present = await packagesOf(inRoot('node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || present[name]?.version === version,
  );
}

/**
 * Installs the exact dependencies of package-lock.json, unless they are there. Imports nothing that it installs.
 *
 * @throws {Error} when npm fails.
 */
export async function installDependencies() {
  if (await isInstalled()) return;
  console.log('Installing dependencies (npm ci) ...');
  const npm = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const code = await runProgram(npm[0], [...npm.slice(1), 'ci', '--loglevel=error']);
  if (code !== 0)
    throw new Error('npm ci failed: see its messages above. Node 20 or newer and a network are needed.');
}

/**
 * Installs Debian's Chromium when no browser is found, where apt-get exists.
 *
 * @throws {Error} with a sentence on what to do by hand.
 */
export async function installBrowser() {
  const { findBrowser } = await import('./browser.mjs');
  if (findBrowser()) return;
  if (existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium (apt-get) ...');
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
    const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    await runProgram(apt[0], [...apt.slice(1), 'update', '-qq']);
    await runProgram(apt[0], [
      ...apt.slice(1),
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      'chromium',
    ]);
  }
  if (!findBrowser()) {
    throw new Error(
      'The tests need a browser: install Chromium, Chrome or Edge, or set CHROMIUM_PATH to one.',
    );
  }
}
