import { runnerImport } from 'vite';
import { inRoot } from './paths.mjs';

/**
 * A TypeScript module of src/, for scripts: what the app knows (presets, methods, statistics) is written down once.
 *
 * @param {string} path below src/
 * @returns {Promise<any>} its exports
 */
export async function source(path) {
  const { module } = await runnerImport(inRoot('src', path), { configFile: false, logLevel: 'error' });
  return module;
}
