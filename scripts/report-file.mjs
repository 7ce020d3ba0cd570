import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { mismatch } from './provenance.mjs';

/**
 * The report that a command goes on with: what an earlier run left in a file, or a new one. A file that is damaged, of something else,
 * or made by other code ends the command.
 *
 * @param {object} options
 * @param {string | undefined} options.file undefined: the report is not kept
 * @param {Record<string, unknown>} options.head what the report is of, e.g. its preset; the same in every file it may go on with
 * @param {readonly { code: string, base: string }[]} options.made of the rows to come: the code, and each base model among them
 * @param {(sentence: string) => never} options.refuse
 * @returns {Promise<{ report: any, save: () => Promise<void>, ranOn: (engine: string) => void }>} `ranOn` adds what the rows to come
 *   run on to the report's devices, unless it is there.
 */
export async function openReport({ file, head, made, refuse }) {
  const path = file === undefined ? undefined : resolve(file);
  const report = path !== undefined && existsSync(path) ? await known(path) : { ...head, rows: [] };
  return {
    report,
    ranOn: (engine) => {
      const device = `${engine}; ${cpus()[0]?.model.trim()}, ${cpus().length} cores`;
      if (!report.device) report.device = device;
      else if (!report.device.includes(device)) report.device += ` and ${device}`;
    },
    save: async () => {
      if (path === undefined) return;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${JSON.stringify(report, null, 1)}\n`);
    },
  };

  async function known(/** @type {string} */ from) {
    /** @type {any} */
    let json;
    try {
      json = JSON.parse(await readFile(from, 'utf8'));
    } catch {
      return refuse(`The file ${file} is not JSON; name another file or remove it.`);
    }
    const isSame = Object.entries(head).every(([key, value]) => json?.[key] === value);
    if (!isSame || !Array.isArray(json.rows)) {
      return refuse(`The file ${file} holds something else; name another file or remove it.`);
    }
    const difference = mismatch(json.rows, made);
    return difference ? refuse(`The file ${file} ${difference}`) : json;
  }
}
