import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { installed } from './installed.mjs';
import { inRoot, ROOT } from './paths.mjs';

const { build } = await installed(() => import('vite'));

/** The page behind the command line and its benchmark of other engines: no visit needs them. */
const NO_VISIT = /^assets\/(runner|bench)-/;

/** @returns {Promise<string[]>} what a visit needs, from the first picture to a whole run, as paths below the built page */
async function neededFiles(/** @type {string} */ folder) {
  const [opening] = JSON.parse(await readFile(join(folder, 'runs', 'index.json'), 'utf8'));
  const assets = await readdir(join(folder, 'assets'), { recursive: true, withFileTypes: true });
  return [
    'index.html',
    'icon.svg',
    'manifest.webmanifest',
    'models/small.safetensors',
    'runs/index.json',
    ...(opening ? [`runs/${opening.file}`] : []),
    ...assets
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
      .filter((path) => !NO_VISIT.test(path))
      .sort(),
  ];
}

/**
 * Writes sw.js, the service worker of a built page, with the list of the files that it fetches when it is installed.
 *
 * @param {string} folder the built page
 */
export async function writeServiceWorker(folder) {
  const files = await neededFiles(folder);
  const precache = await Promise.all(
    files.map(async (url) => {
      // The names of assets hold a hash of their content already.
      if (url.startsWith('assets/')) return { url, revision: null };
      const content = await readFile(join(folder, url));
      return { url, revision: createHash('sha256').update(content).digest('hex').slice(0, 16) };
    }),
  );
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { __PRECACHE__: JSON.stringify(precache) },
    build: {
      target: 'es2023',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: inRoot('src/app/offline/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js' },
      },
    },
  });
}
