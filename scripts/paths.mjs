import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, whatever folder a script was started from. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns {string} an absolute path inside the repository. */
export const inRoot = (/** @type {string[]} */ ...parts) => join(ROOT, ...parts);
