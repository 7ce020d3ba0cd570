import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installed } from './installed.mjs';

const { chromium } = await installed(() => import('playwright-core'));

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome',
  'msedge',
];

/** Places where installers put a Chromium-family browser, per platform, best first. */
function usualPlaces() {
  const { env, platform } = process;
  if (platform === 'darwin') {
    const applications = ['/Applications', join(env.HOME ?? '/', 'Applications')];
    return applications.flatMap((folder) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
        join(folder, `${name}.app/Contents/MacOS/${name}`),
      ),
    );
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (root) => root !== undefined,
    );
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return roots.flatMap((root) => programs.map((program) => join(root, program)));
  }
  return [...NAMES.map((name) => `/usr/bin/${name}`), '/snap/bin/chromium', '/opt/google/chrome/chrome'];
}

/**
 * The browser that scripts and tests drive: CHROMIUM_PATH or CHROME_PATH where set, else the first one found.
 *
 * @returns {string | undefined} its path, or undefined when this machine has none.
 * @throws {Error} when the variable names a file that does not exist.
 */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH ?? process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named))
      throw new Error(`CHROMIUM_PATH or CHROME_PATH names ${named}, which does not exist.`);
    return named;
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name + suffix)));
  return [...usualPlaces(), ...onPath].find((path) => existsSync(path));
}

/** A page that trains must run at full speed when nobody looks at it, and must talk to nobody. */
const COMMON_FLAGS = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--js-flags=--max-old-space-size=4096',
];

/** WebGPU on the CPU: the real API and validation, the same numbers on every machine. */
export const SWIFTSHADER_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** @returns {string[]} the flags that `backend` needs. */
export function browserFlags(/** @type {'webgpu' | 'wasm'} */ backend) {
  // Chromium refuses its sandbox to root, as in most containers.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...COMMON_FLAGS, ...sandbox, ...(backend === 'webgpu' ? SWIFTSHADER_FLAGS : ['--disable-gpu'])];
}

/**
 * Starts the browser found by `findBrowser`. The caller closes it.
 *
 * @param {{ backend?: 'webgpu' | 'wasm', headless?: boolean }} [options] `webgpu` runs on SwiftShader.
 * @throws {Error} with a sentence on what to install when there is none.
 */
export async function launchBrowser({ backend = 'webgpu', headless = true } = {}) {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error(
      'No Chromium, Chrome or Edge was found. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH.',
    );
  }
  return chromium.launch({ executablePath, headless, args: browserFlags(backend) });
}
