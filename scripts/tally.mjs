import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * What a long count has found so far, one line of JSON a try. Each is written when it is known, so a count that is cut off goes on
 * where it was. Lines of other builds, seeds and counts stay in the file and are passed over.
 *
 * @param {string} file it need not be there yet
 * @param {Record<string, unknown>} head what the tries are of; every line holds it
 * @returns {Promise<{ rows: any[], add: (row: object) => Promise<void> }>} `rows` grows with `add`
 */
export async function openTally(file, head) {
  const path = resolve(file);
  await mkdir(dirname(path), { recursive: true });
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  // What was cut off in the middle of a line ends here.
  if (text !== '' && !text.endsWith('\n')) await appendFile(path, '\n');
  const rows = text
    .split('\n')
    .map(readRow)
    .filter((row) => row && Object.entries(head).every(([key, value]) => row[key] === value));
  return {
    rows,
    async add(row) {
      rows.push({ ...head, ...row });
      await appendFile(path, `${JSON.stringify({ ...head, ...row })}\n`);
    },
  };
}

function readRow(/** @type {string} */ line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** @returns {Promise<string>} which build a folder of the built page holds. */
export async function buildOf(/** @type {string} */ dist) {
  return (await readFile(join(dist, '.build-hash'), 'utf8')).slice(0, 12);
}
