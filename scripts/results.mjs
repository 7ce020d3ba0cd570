import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';
import { source } from './source.mjs';

/**
 * Fills the tables of docs/results/README.md from the records beside it: what stands between `<!-- main FILE -->` (the paper's
 * rows and those beside them), `<!-- controls FILE -->` or `<!-- contrasts FILE -->` and the next `<!-- end -->` is written anew, and so is what the
 * presets cost, `<!-- presets all -->`, what dynamic sampling draws, `<!-- sampling all -->`, a study, `<!-- study FILE -->`, all measures
 * and contrasts of its variants, `<!-- variants FILE -->`, how RL went, `<!-- curves FILE -->`, and the paper's accuracies beside those
 * of some records, `<!-- paper A,B -->`, and what one preset changes against another at the same seeds, `<!-- across A,B -->`.
 * `<!-- findings A,B -->` answers the first questions from several.
 * Usage: npm run results; with --check it only says whether the page is what the records say
 */
const {
  acrossTable,
  findingsTable,
  trajectoryTable,
  resultsTable,
  contrastTable,
  presetTable,
  samplingTable,
  studyTable,
  table,
} = await source('experiment/results/results-table.ts');
const { METHODS, OFFERED_METHODS, CONTROLS, METHOD_PLANS } = await source('experiment/plan/methods.ts');
const { PAPER } = await source('app/terms/paper-figures.ts');
const { findPreset } = await source('experiment/plan/presets.ts');
const { summarize } = await source('experiment/results/summary.ts');
const FOLDER = inRoot('docs', 'results');
const README = join(FOLDER, 'README.md');
/** @param {string} file */
const record = async (file) => JSON.parse(await readFile(join(FOLDER, file), 'utf8'));

/** @type {(methods: readonly string[]) => (file: string) => Promise<string>} */
const tableOf = (methods) => async (file) =>
  resultsTable((await record(file)).rows.filter((/** @type {any} */ { method }) => methods.includes(method)));

/** @type {Record<string, (file: string) => Promise<string>>} */
const TABLES = {
  main: tableOf(OFFERED_METHODS),
  controls: tableOf(CONTROLS),
  contrasts: async (file) => contrastTable((await record(file)).rows),
  findings: async (names) =>
    findingsTable(await Promise.all(names.split(',').map((name) => record(`${name}.json`)))),
  across: async (names) => {
    const [first, second] = await Promise.all(names.split(',').map((name) => record(`${name}.json`)));
    return acrossTable(first.rows, second.rows);
  },
  paper: async (names) => {
    const files = names.split(',');
    const means = await Promise.all(
      files.map(async (name) => {
        const lines = summarize((await record(`${name}.json`)).rows);
        return new Map(
          lines.map((/** @type {any} */ { method, measures }) => [method, measures.accuracy.mean]),
        );
      }),
    );
    // The files are of one task.
    const { accuracy } = PAPER[findPreset((await record(`${files[0]}.json`)).preset).config.dataset.kind];
    const lines = METHODS.map((/** @type {string} */ method) => {
      const paper = accuracy[method];
      const said = paper ? `${paper.percent.toFixed(2)}${paper.secondHand ? ' (second-hand)' : ''}` : '-';
      return [METHOD_PLANS[method].label, said, ...means.map((of) => (100 * of.get(method)).toFixed(1))];
    });
    const heads = ['method', 'paper, 7B', ...files.map((name) => name.replace('unfinished/', ''))];
    return table(heads, lines);
  },
  study: async (file) => studyTable((await record(file)).rows),
  variants: async (file) => {
    const { rows } = await record(file);
    return [...new Set(rows.map((/** @type {any} */ { variant }) => variant))]
      .map((name) => {
        const own = rows.filter((/** @type {any} */ { variant }) => variant === name);
        return `*${name}*\n\n${resultsTable(own)}\n\n${contrastTable(own)}`;
      })
      .join('\n\n');
  },
  curves: async (file) => trajectoryTable((await record(file)).rows),
  presets: async () => presetTable([...(await allRows()), ...(await allRows('timing'))]),
  sampling: async () => samplingTable(await allRows()),
};

/** The rows of all tables of a folder, each with its preset. `timing` has runs that show what a preset costs and nothing else. */
async function allRows(folder = '.') {
  const files = (await readdir(join(FOLDER, folder))).filter((file) => file.endsWith('.json'));
  const records = await Promise.all(files.map((file) => record(join(folder, file))));
  return records.flatMap(({ preset, shorten = 1, rows }) =>
    rows.map((/** @type {object} */ row) => ({ ...row, preset, shorten })),
  );
}

const text = await readFile(README, 'utf8');
const pieces = text.split(
  /(<!-- (?:main|controls|contrasts|findings|across|presets|sampling|paper|study|variants|curves) \S+ -->)[\s\S]*?(<!-- end -->)/,
);
for (let i = 1; i < pieces.length; i += 3) {
  const [, kind, file] = /** @type {RegExpExecArray} */ (/<!-- (\w+) (\S+) -->/.exec(pieces[i]));
  pieces[i] += `\n${await TABLES[kind](file)}\n`;
}
const made = pieces.join('');
if (process.argv.includes('--check')) {
  if (made !== text) {
    console.error('docs/results/README.md is not what its records say: run npm run results.');
    process.exitCode = 1;
  }
} else {
  await writeFile(README, made);
}
