import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { inRoot } from './paths.mjs';
import { source } from './source.mjs';

const USAGE = `node scripts/publish-runs.mjs <folder of records> <first record> [--models a,b]

Publishes recorded runs with the page. The folder is what "npm run experiment -- ... --records FOLDER" wrote; records are
named without their .json. The first is shown first and published whole, all its answers in a file of their own; of the others the
rollouts are left out, which makes them a third as large, but for two groups in which a right answer departs from the policy in its prompt (the lesson shows one). --models names the runs whose final model is published too (1.3 MB each for size small):
visitors can ask it without training, and see what it attends to.`;

/**
 * Writes records, an index and the models asked for into a folder, in place of what was there.
 *
 * @param {{ folder: string, first: string, models: string[], target: string }} options
 * @returns {Promise<any[]>} the index
 * @throws {Error} with a sentence when a record or a model is missing, or a model is not of its record. Nothing is written.
 */
export async function publishRuns({ folder, first, models, target }) {
  const { ALL_METHODS } = await source('experiment/plan/methods.ts');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const records = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  const absent = [first, ...models].find((id) => !records.some((record) => record.id === id));
  if (absent !== undefined) throw new Error(`There is no record "${absent}" in ${folder}.`);
  const preset = records.find(({ id }) => id === first).config.preset;
  // Runs of other presets come behind.
  const rank = (/** @type {any} */ { id, config }) =>
    id === first
      ? -1
      : (config.preset === preset ? 0 : 1e6) + ALL_METHODS.indexOf(config.method) * 1000 + config.seed;
  records.sort((a, b) => rank(a) - rank(b));
  /** @type {Map<string, string | Buffer>} */
  const files = new Map();
  const index = [];
  for (const { questions, ...all } of records) {
    const record = { ...all, stages: all.stages.map(withoutAnswers) };
    const name = record.id.replaceAll('+', '-');
    const whole = record.id === first;
    files.set(`${name}.json`, JSON.stringify(whole ? record : { ...record, rollouts: wrongReasons(record) }));
    const entry = {
      file: `${name}.json`,
      title: record.title,
      rollouts: whole && record.rollouts.length > 0,
      ...(whole && questions && { answers: `answers/${name}.json` }),
    };
    if (entry.answers) files.set(entry.answers, JSON.stringify({ questions, answers: answersOf(all) }));
    if (models.includes(record.id)) {
      const { bytes, ...about } = await finalModel(folder, record);
      files.set(`${name}.safetensors`, bytes);
      index.push({ ...entry, model: { file: `${name}.safetensors`, ...about } });
    } else {
      index.push(entry);
    }
  }
  files.set('index.json', `${JSON.stringify(index, null, 1)}\n`);
  await rm(target, { recursive: true, force: true });
  await mkdir(join(target, 'answers'), { recursive: true });
  for (const [name, content] of files) await writeFile(join(target, name), content);
  return index;
}

/** Every answer of every evaluation, by its stage. */
function answersOf(/** @type {any} */ { stages }) {
  return Object.fromEntries(
    stages.flatMap((/** @type {any} */ { stage, evaluation }) =>
      evaluation?.answers ? [[stage, evaluation.answers]] : [],
    ),
  );
}

/** Every answer of every evaluation is more than a visitor should have to fetch: the published record has some of them. */
function withoutAnswers(/** @type {any} */ stage) {
  if (!stage.evaluation) return stage;
  const { answers: _, ...evaluation } = stage.evaluation;
  return { ...stage, evaluation };
}

/** Groups of a record in which an answer is right and unfaithful beside one that is right and faithful: the first two, by their steps. */
function wrongReasons(/** @type {any} */ { rollouts }) {
  let left = 2;
  return rollouts.flatMap((/** @type {any} */ { groups, ...step }) => {
    const kept = groups
      .filter((/** @type {any} */ { responses, leftOut = [] }) => {
        const all = [...responses, ...leftOut];
        return all.some(({ unfaithful }) => unfaithful) && all.some(({ accuracy }) => accuracy === 1);
      })
      .slice(0, left);
    left -= kept.length;
    return kept.length > 0 ? [{ ...step, groups: kept }] : [];
  });
}

/** The model after a run's last stage with its provenance, checked to be of that very run. */
async function finalModel(/** @type {string} */ folder, /** @type {any} */ record) {
  const path = join(folder, `${record.id}.safetensors`);
  if (!existsSync(path)) {
    throw new Error(`There is no model of "${record.id}": record it again, or leave it out of --models.`);
  }
  const bytes = await readFile(path);
  const { readCheckpoint } = await source('model/checkpoint.ts');
  const { metadata } = readCheckpoint(new Uint8Array(bytes));
  const { build, date, backend, device } = record.provenance;
  if (metadata.run !== record.id || metadata.build !== build || metadata.date !== date) {
    throw new Error(
      `The model ${record.id}.safetensors is not of the run in ${record.id}.json: record both again.`,
    );
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, stage: metadata.stage, size: bytes.length, sha256, build, date, backend, device };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { models: { type: 'string' } },
    });
    const [folder, first] = positionals;
    if (positionals.length !== 2) throw new Error(`Usage: ${USAGE}`);
    const models = values.models ? values.models.split(',') : [];
    const index = await publishRuns({
      folder: resolve(folder),
      first,
      models,
      target: inRoot('public', 'runs'),
    });
    const weights = index.filter(({ model }) => model).length;
    console.log(`${index.length} runs published, first ${index[0].title}; ${weights} with their final model`);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(2);
  }
}
