import { hashFiles } from './hash.mjs';

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

/** @returns {string | null} why rows of a file cannot be gone on with, or null when they can. */
export function mismatch(
  /** @type {{ code: string, base: string }[]} */ rows,
  /** @type {readonly { code: string, base: string }[]} */ made,
) {
  const other = rows.find((row) => !made.some(({ code, base }) => row.code === code && row.base === base));
  if (!other) return null;
  const bases = made.map(({ base }) => base);
  const what = bases.includes(other.base) ? 'other code' : 'another base model';
  const now = `${made[0].code}, ${bases.join(' or ')}`;
  return `holds rows made with ${what} (${other.code}, ${other.base}; now ${now}): rows of one table must be alike. Name another file.`;
}
