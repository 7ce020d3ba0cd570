import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

const WHAT_TO_RUN = 'The dependencies are not installed: run npm start or npm ci first.';

/**
 * Imports a package, or ends the command with a sentence on what to run first. A plain import of a missing package would end
 * it with a stack trace before its first line.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function installed(load) {
  try {
    return await load();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(WHAT_TO_RUN);
    process.exit(1);
  }
}

// Before programs that npm finds in node_modules: `node scripts/installed.mjs && tsc`.
if (
  import.meta.url === pathToFileURL(process.argv[1] ?? '').href &&
  !existsSync(inRoot('node_modules', '.package-lock.json'))
) {
  console.error(WHAT_TO_RUN);
  process.exitCode = 1;
}
