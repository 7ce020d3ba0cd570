import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { writeDataset } from './dataset-folder.mjs';
import { source } from './source.mjs';

const { PRESETS, findPreset, presetConfig } = await source('experiment/plan/presets.ts');
const { ALL_METHODS, hasRecipe } = await source('experiment/plan/methods.ts');
/** @type {string[]} */
const METHODS = ALL_METHODS.filter(hasRecipe);
const { parseConfig } = await source('experiment/plan/parse-config.ts');
const { paperRecipe } = await source('experiment/export/recipes/paper-recipe.ts');
const { withContents } = await source('experiment/export/recipes/contents.ts');
const { PUBLISHED_PICTURES, publishedRecipe } = await source('experiment/export/recipes/published-recipe.ts');
const { EXPORT_SPLITS } = await source('experiment/run/export-splits.ts');
const { PUBLISHED_DATA } = await source('tasks/dataset.ts');
const { PROGRAMS, MODEL_SIZES } = await source('experiment/export/recipes/recipe.ts');
const { PICTURE_SIZE } = await source('experiment/export/recipes/recipe-task.ts');

const HELP = `npm run export -- <preset> --out FOLDER [options]

Writes an experiment at the paper's scale as a folder: configs, hooks and README for LLaMA-Factory and EasyR1, and its data
with pictures in FOLDER/raw. Goes on where it stopped when it is run again.

  <preset>            ${PRESETS.map((/** @type {any} */ { name }) => name).join(', ')}; or --setup FILE
  --setup FILE        an experiment as JSON (the "config" of an exported run, or manifest.json's "experiment")
  --out FOLDER
  --recipe NAME       ${PROGRAMS.join(', ')} or all (default all)
  --method NAME       default trimpi-poro-dapo: ${METHODS.join(', ')}
  --seed N            default 1
  --size NAME         ${MODEL_SIZES.join(' or ')} (default 7B)
  --official FOLDER   GTA's own toolmeta.json, dataset.json and pictures in place of drawn data (for gta presets)
  --gate              gated PolicyRollout, which is ours and not the paper's
  --no-data           the recipe alone
  --help`;

const refuse = refusal('export');
const { values, positionals } = commandLine('export', HELP, {
  setup: { type: 'string' },
  out: { type: 'string' },
  recipe: { type: 'string', default: 'all' },
  method: { type: 'string' },
  seed: { type: 'string' },
  size: { type: 'string', default: '7B' },
  official: { type: 'string' },
  gate: { type: 'boolean', default: false },
  'no-data': { type: 'boolean', default: false },
});

const config = await chosenConfig();
if (!values.out) refuse('Name a folder with --out.');
if (values.recipe !== 'all' && !PROGRAMS.includes(values.recipe)) {
  refuse(`There is no recipe "${values.recipe}"; choose ${PROGRAMS.join(', ')} or all.`);
}
if (!MODEL_SIZES.includes(values.size))
  refuse(`There is no size "${values.size}"; choose ${MODEL_SIZES.join(' or ')}.`);
const programs = values.recipe === 'all' ? PROGRAMS : [values.recipe];
const options = { size: values.size, gate: values.gate };
const recipe =
  values.official === undefined
    ? paperRecipe(config, options, programs)
    : publishedRecipe(config, await publishedTexts(values.official), options, programs);
if (!recipe.ok) refuse(recipe.message);

const folder = resolve(String(values.out));
const files = withContents(
  recipe.files,
  values['no-data'] ? 'none' : 'pictures',
  // Published data is among the files already.
  values.official === undefined ? EXPORT_SPLITS : [],
);
for (const [name, text] of Object.entries(files)) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), String(text));
}
console.log(`${Object.keys(files).length} files of the recipe in ${values.out}`);
if (!values['no-data']) {
  if (recipe.pictures) await copyPictures(String(values.official), recipe.pictures);
  const start = Date.now();
  let said = 0;
  const tell = (/** @type {string} */ split, /** @type {number} */ done, /** @type {number} */ total) => {
    if (done < total && Date.now() - said < 5000) return;
    said = Date.now();
    console.log(`${split}: ${done} of ${total}, ${Math.round((said - start) / 1000)} s`);
  };
  const drawn = recipe.pictures ? ['forgetting'] : EXPORT_SPLITS;
  await writeDataset(recipe.config ?? config, join(folder, 'raw'), PICTURE_SIZE, tell, drawn).catch(
    (/** @type {Error} */ error) => refuse(error.message),
  );
}
console.log(`Go on with ${values.out}/README.md.`);

/** The texts of the files that others published for the task. */
async function publishedTexts(/** @type {string} */ from) {
  const published = PUBLISHED_DATA[config.dataset.kind];
  if (!published) return refuse('--official is for the presets of GTAPolicy.');
  return Promise.all(
    published.files.map((/** @type {string} */ name) =>
      readFile(join(from, name), 'utf8').catch(() => refuse(`${join(from, name)} cannot be read.`)),
    ),
  );
}

/** Copies pictures of a published data set to where its lines expect them; those that are there stay. */
async function copyPictures(/** @type {string} */ from, /** @type {readonly string[]} */ pictures) {
  const to = join(folder, 'raw', PUBLISHED_PICTURES);
  for (const picture of pictures) {
    const [source, copy] = [resolve(from, picture), resolve(to, picture)];
    if (!copy.startsWith(to + sep)) refuse(`${picture} is a path out of the data set's folder.`);
    if (!(await stat(source).catch(() => null))) refuse(`${source} is missing: the lines name it.`);
    await cp(source, copy, { recursive: true, force: false });
  }
  console.log(`${pictures.length} pictures in ${to}`);
}

async function chosenConfig() {
  if (values.setup === undefined) {
    const preset = findPreset(positionals[0] ?? '');
    if (positionals.length !== 1 || !preset) {
      refuse(`Name one preset: ${PRESETS.map((/** @type {any} */ { name }) => name).join(', ')}.`);
    }
    return presetConfig(preset, chosenMethod('trimpi-poro-dapo'), chosenSeed(1));
  }
  if (positionals.length > 0) refuse('Name a preset or --setup, not both.');
  const text = await readFile(values.setup, 'utf8').catch(() => refuse(`${values.setup} cannot be read.`));
  const parsed = parseConfig(jsonOf(text));
  if (!parsed.ok) refuse(parsed.message);
  for (const note of parsed.notes) console.log(note);
  const { method, seed } = parsed.config;
  return { ...parsed.config, method: chosenMethod(method), seed: chosenSeed(seed) };
}

/** An experiment, or a file that has one in it. */
function jsonOf(/** @type {string} */ text) {
  try {
    const json = JSON.parse(text);
    return json?.config ?? json?.experiment ?? json;
  } catch {
    return refuse(`${values.setup} is not JSON.`);
  }
}

function chosenMethod(/** @type {string} */ usual) {
  const method = values.method ?? usual;
  if (!METHODS.includes(method)) {
    refuse(`There is no recipe for "${method}"; choose from ${METHODS.join(', ')}.`);
  }
  return method;
}

function chosenSeed(/** @type {number} */ usual) {
  const seed = values.seed === undefined ? usual : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) refuse('--seed takes a whole number from 0.');
  return seed;
}
