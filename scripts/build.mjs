import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildKernels } from './build-kernels.mjs';
import { hashFiles } from './hash.mjs';
import { installed } from './installed.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { writeServiceWorker } from './service-worker.mjs';

const { build } = await installed(() => import('vite'));

const DIST = inRoot('dist');
const INPUTS = [
  'src',
  'datasets',
  'docs/results',
  'public',
  'index.html',
  'runner.html',
  'vite.config.ts',
  'scripts/build.mjs',
  'scripts/service-worker.mjs',
  'package-lock.json',
];

/**
 * Builds the app into dist/ unless dist/ was made from the very same sources. The build goes into a folder of its own
 * and takes the place of dist/ at the end, so that nobody ever sees half a build.
 *
 * @returns {Promise<string>} the folder: dist/, or the one that TRIMPI_DIST names, taken as it is.
 */
export async function buildIfStale() {
  if (process.env.TRIMPI_DIST) return process.env.TRIMPI_DIST;
  await buildKernels();
  const hash = await hashFiles(INPUTS);
  const stamp = join(DIST, '.build-hash');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) return DIST;
  const fresh = inRoot('.cache', `dist-${process.pid}`);
  const old = inRoot('.cache', `dist-${process.pid}-old`);
  // Whoever asks for it, a test runner included, gets what visitors get.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await build({ root: ROOT, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } });
    await writeServiceWorker(fresh);
    await writeFile(join(fresh, '.build-hash'), hash);
    if (existsSync(DIST)) await rename(DIST, old);
    await rename(fresh, DIST);
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
    await Promise.all([fresh, old].map((folder) => rm(folder, { recursive: true, force: true })));
  }
  return DIST;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildIfStale();
