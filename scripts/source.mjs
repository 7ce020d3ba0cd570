import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { installed } from './installed.mjs';
import { inRoot } from './paths.mjs';

const { runnerImport } = await installed(() => import('vite'));

/**
 * What a bundler resolves and Node does not: tfjs' gradients, a module that names its parts without endings, and wasm
 * files by address. In Node tfjs opens its own by path; ours are fetched, for which they become data: addresses.
 *
 * @type {import('vite').Plugin}
 */
const forNode = {
  name: 'for-node',
  enforce: 'pre',
  // An alias, be it to itself: other packages are left to Node.
  config: () => ({
    resolve: { alias: [{ find: /^@tensorflow.*(\.wasm\?url|register_all_gradients)$/, replacement: '$&' }] },
  }),
  resolveId(id, importer) {
    if (importer === undefined) return null;
    if (id.endsWith('.wasm?url')) return `\0${createRequire(importer).resolve(id.replace(/\?url$/, ''))}`;
    return id.endsWith('/register_all_gradients') ? createRequire(importer).resolve(id) : null;
  },
  async load(id) {
    if (!(id.startsWith('\0') && id.endsWith('.wasm'))) return null;
    const path = id.slice(1);
    const data = async () => `data:application/wasm;base64,${await readFile(path, 'base64')}`;
    return `export default ${JSON.stringify(path.includes('tfjs') ? path : await data())};`;
  },
};

/**
 * A TypeScript module of src/, for scripts: what the app knows (presets, methods, statistics) is written down once.
 *
 * @param {string} path below src/
 * @returns {Promise<any>} its exports
 */
export async function source(path) {
  const options = { configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error') };
  const { module } = await runnerImport(inRoot('src', path), { ...options, plugins: [forNode] });
  return module;
}
