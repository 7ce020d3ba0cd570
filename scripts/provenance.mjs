import { readFileSync } from 'node:fs';
import { hashFiles } from './hash.mjs';
import { inRoot } from './paths.mjs';

/** What is made from the sources, and what only tests them: neither decides a number, and a fresh clone has no builds yet. */
const DECIDES_NOTHING = /(^|\/)(build|testing)\/|\.test\.tsx?$/;

/** Rooms of `src` that decide the numbers of a run. The rest shows, serves or measures them. */
export const DECIDING_ROOMS = [
  'evaluate',
  'experiment/plan',
  'experiment/record',
  'experiment/run',
  'kernels',
  'model',
  'random',
  'scene',
  'sequence',
  'tasks',
  'train',
];

/**
 * Short hashes of the code and of the base model that a run's numbers come from. Rows with different ones must not stand in one
 * table.
 *
 * @returns {Promise<{ code: string, base: string }>}
 */
export async function provenance(/** @type {string} */ base) {
  const [code, model] = await Promise.all([
    hashFiles(
      [...DECIDING_ROOMS.map((room) => `src/${room}`), 'datasets'],
      (file) => !DECIDES_NOTHING.test(file),
    ),
    hashFiles([`public/models/${base}.safetensors`]),
  ]);
  return { code: code.slice(0, 12), base: model.slice(0, 12) };
}

/** What `npm run same-numbers` keeps: hashes of the numbers of short runs, and every code that has given them. */
export const SAME_NUMBERS = inRoot('scripts', 'same-numbers.json');

/** @returns {readonly string[]} the hashes of code that has been shown to give the same numbers. */
export function codeOfSameNumbers() {
  return JSON.parse(readFileSync(SAME_NUMBERS, 'utf8')).codes;
}

/**
 * @param {readonly { code: string, base: string }[]} rows of a file
 * @param {readonly { code: string, base: string }[]} made of the rows to come
 * @param {readonly string[]} alike code that gives the same numbers: its rows may stand in one table
 * @returns {string | null} why the rows cannot be gone on with, or null when they can.
 */
export function mismatch(rows, made, alike = codeOfSameNumbers()) {
  const isSame = (/** @type {string} */ a, /** @type {string} */ b) =>
    a === b || (alike.includes(a) && alike.includes(b));
  const other = rows.find(
    (row) => !made.some(({ code, base }) => isSame(row.code, code) && row.base === base),
  );
  if (!other) return null;
  const bases = made.map(({ base }) => base);
  const what = bases.includes(other.base) ? 'other code' : 'another base model';
  const now = `${made[0].code}, ${bases.join(' or ')}`;
  return `holds rows made with ${what} (${other.code}, ${other.base}; now ${now}): rows of one table must be alike. Name another file.`;
}
