import { readFile, writeFile } from 'node:fs/promises';
import { inRoot } from './paths.mjs';
import { source } from './source.mjs';

/**
 * Fills the tables of docs/results/README.md from the records beside it: what stands between `<!-- main FILE -->` or
 * `<!-- contrasts FILE -->` and the next `<!-- end -->` is written anew. Usage: npm run results
 */
const { mainTable, contrastTable } = await source('experiment/results-table.ts');
const README = inRoot('docs', 'results', 'README.md');
/** @type {Record<string, (rows: any[]) => string>} */
const TABLES = { main: mainTable, contrasts: contrastTable };

const text = await readFile(README, 'utf8');
const pieces = text.split(/(<!-- (?:main|contrasts) \S+ -->)[\s\S]*?(<!-- end -->)/);
for (let i = 1; i < pieces.length; i += 3) {
  const [, kind, file] = /** @type {RegExpExecArray} */ (/<!-- (\w+) (\S+) -->/.exec(pieces[i]));
  const { rows } = JSON.parse(await readFile(inRoot('docs', 'results', file), 'utf8'));
  pieces[i] += `\n${TABLES[kind](rows)}\n`;
}
await writeFile(README, pieces.join(''));
