import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/** @returns {Promise<string[]>} the files under a path of the repository, itself when it is a file, none when absent. */
async function filesUnder(/** @type {string} */ path) {
  if (!existsSync(inRoot(path))) return [];
  if ((await stat(inRoot(path))).isFile()) return [path];
  const entries = await readdir(inRoot(path), { withFileTypes: true });
  const nested = await Promise.all(entries.map((entry) => filesUnder(join(path, entry.name))));
  return nested.flat();
}

/**
 * One hash over the names and contents of files and folders of the repository: what "up to date" means here, because
 * modification times do not survive a checkout.
 *
 * @param {string[]} paths relative to the repository.
 * @param {(file: string) => boolean} [counts] which of the files; all when not given.
 * @returns {Promise<string>} hexadecimal SHA-256.
 */
export async function hashFiles(paths, counts = () => true) {
  const files = (await Promise.all(paths.map(filesUnder))).flat().filter(counts).sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(inRoot(file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
