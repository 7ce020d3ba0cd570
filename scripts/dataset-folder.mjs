import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { source } from './source.mjs';

const { exportViews, exportSize, EXPORT_SPLITS } = await source('experiment/run/export-splits.ts');
const { datasetRows, forgettingRows, policyPictureSize } = await source(
  'experiment/export/export-dataset.ts',
);

/** @typedef {{ kind: 'question' } | { kind: 'named', name: string } | { kind: 'policy', reference: string }} Picture which one of an example */

/** Pictures that wait for a worker, per worker: enough to keep it busy, few enough to stay small. */
const WAITING = 4;

/** Where the pictures of policies lie: one file for each, however many rows show it. */
const POLICY_IMAGES = 'images/policy';

/** Draws pictures into files, in a thread per processor core. */
class Painters {
  constructor() {
    /** @type {{ worker: Worker, open: number }[]} */
    this.painters = Array.from({ length: availableParallelism() }, () => {
      const worker = new Worker(new URL('./draw-picture.mjs', import.meta.url));
      const painter = { worker, open: 0 };
      worker.on('message', () => {
        painter.open--;
        this.wake();
      });
      worker.on('error', (error) => {
        this.failure = error;
        this.wake();
      });
      return painter;
    });
    /** @type {() => void} */
    this.wake = () => {};
  }

  /**
   * Resolves when the picture has been handed to a thread.
   *
   * @param {object} view of the example that the picture belongs to
   * @param {Picture} picture
   * @param {number} size side, pixels
   * @param {string} path
   */
  async draw(view, picture, size, path) {
    const least = () => this.painters.reduce((a, b) => (b.open < a.open ? b : a));
    while (least().open >= WAITING) await this.next();
    const painter = least();
    painter.open++;
    painter.worker.postMessage({ view, picture, size, path });
  }

  /** Resolves when every picture is a file. */
  async done() {
    while (this.painters.some(({ open }) => open > 0)) await this.next();
  }

  async next() {
    await new Promise((resolve) => {
      this.wake = () => resolve(undefined);
    });
    if (this.failure) throw this.failure;
  }

  async close() {
    await Promise.all(this.painters.map(({ worker }) => worker.terminate()));
  }
}

/**
 * Writes an experiment's splits as JSON lines and PNG files, a row at a time. What is whole already is left alone, so that a
 * command that was interrupted goes on where it stopped.
 *
 * @param {any} config
 * @param {string} folder
 * @param {number} size side of the pictures, pixels
 * @param {(split: string, done: number, total: number) => void} onProgress
 * @param {readonly string[]} splits
 * @throws Error with a sentence when the folder holds the data of another experiment
 */
export async function writeDataset(config, folder, size, onProgress, splits = EXPORT_SPLITS) {
  await claim(config, folder);
  const painters = new Painters();
  try {
    for (const split of splits) {
      const file = join(folder, `${split}.jsonl`);
      if (await exists(file)) continue;
      await writeSplit(config, split, folder, size, painters, onProgress);
    }
  } finally {
    await painters.close();
  }
}

/** @param {any} config @param {string} split @param {string} folder @param {number} size @param {Painters} painters @param {(split: string, done: number, total: number) => void} onProgress */
async function writeSplit(config, split, folder, size, painters, onProgress) {
  const views = exportViews(config, split);
  const rows = split === 'forgetting' ? forgettingRows(views, config.seed) : datasetRows(views);
  const total = exportSize(config, split);
  const file = join(folder, `${split}.jsonl`);
  const lines = createWriteStream(`${file}.part`);
  await mkdir(join(folder, 'images', split), { recursive: true });
  /** @type {Set<string>} */
  const asked = new Set();
  const draw = async (
    /** @type {object} */ view,
    /** @type {Picture} */ picture,
    /** @type {number} */ side,
    /** @type {string} */ image,
  ) => {
    if (picture.kind === 'policy' && asked.has(image)) return image;
    if (picture.kind === 'policy') asked.add(image);
    if (!(await exists(join(folder, image)))) await painters.draw(view, picture, side, join(folder, image));
    return image;
  };
  let done = 0;
  for (const { id, view, draw: hasOne, pictures, policyPictures, line } of rows) {
    const image = hasOne && (await draw(view, { kind: 'question' }, size, `images/${split}/${id}.png`));
    /** @type {string[]} */
    const images = [];
    for (const { name } of pictures ?? []) {
      images.push(await draw(view, { kind: 'named', name }, size, `images/${split}/${id}-${name}.png`));
    }
    /** @type {Record<string, string>} */
    const policyImages = {};
    if (policyPictures) await mkdir(join(folder, POLICY_IMAGES), { recursive: true });
    for (const { reference } of policyPictures ?? []) {
      policyImages[reference] = await draw(
        view,
        { kind: 'policy', reference },
        policyPictureSize(size),
        `${POLICY_IMAGES}/${nameOf(reference)}.png`,
      );
    }
    const row = line({ image, ...(pictures && { images }), ...(policyPictures && { policyImages }) });
    if (!lines.write(row)) await once(lines, 'drain');
    onProgress(split, ++done, total);
  }
  await painters.done();
  lines.end();
  await finished(lines);
  await rename(`${file}.part`, file);
}

/** A reference in a policy's text as the name of a file. */
function nameOf(/** @type {string} */ reference) {
  return reference
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Names what the data follows from in the folder, or checks that it is the same; the method decides nothing of it. */
async function claim(/** @type {any} */ { seed, dataset, evaluation }, /** @type {string} */ folder) {
  const path = join(folder, 'experiment.json');
  const text = `${JSON.stringify({ seed, dataset, evaluation }, null, 2)}\n`;
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null && known !== text) {
    throw new Error(`${folder} holds the data of another experiment (${path}). Choose another folder.`);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** @returns {Promise<boolean>} */
const exists = (/** @type {string} */ path) =>
  stat(path).then(
    () => true,
    () => false,
  );
