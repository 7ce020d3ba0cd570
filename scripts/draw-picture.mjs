import { rename, writeFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { source } from './source.mjs';

const { scenePng } = await source('experiment/export/export-dataset.ts');

// A thread of dataset-folder.mjs: a scene becomes a file, which is there only once it is whole.
parentPort?.on('message', async ({ scene, path }) => {
  await writeFile(`${path}.part`, await scenePng(scene, workerData.size));
  await rename(`${path}.part`, path);
  parentPort?.postMessage('done');
});
