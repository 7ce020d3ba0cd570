import { rename, writeFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { source } from './source.mjs';

const { picturePng } = await source('experiment/export/export-dataset.ts');
const { taskOfView } = await source('tasks/registry.ts');

// A thread of dataset-folder.mjs: a picture of an example becomes a file, which is there only once it is whole.
parentPort?.on('message', async ({ view, picture, size, path }) => {
  const drawn = drawnBy(taskOfView(view).datasetLine(view), picture);
  await writeFile(`${path}.part`, await picturePng(drawn.draw, size));
  await rename(`${path}.part`, path);
  parentPort?.postMessage('done');
});

/** What draws a picture of an example's line. */
function drawnBy(/** @type {any} */ line, /** @type {import('./dataset-folder.mjs').Picture} */ picture) {
  switch (picture.kind) {
    case 'question':
      return line;
    case 'named':
      return line.pictures.find((/** @type {any} */ { name }) => name === picture.name);
    case 'policy':
      return line.policyPictures.find((/** @type {any} */ { reference }) => reference === picture.reference);
  }
}
