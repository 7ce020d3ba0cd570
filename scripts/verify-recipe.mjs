import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { writeDataset } from './dataset-folder.mjs';
import { inRoot } from './paths.mjs';
import { source } from './source.mjs';

const { findPreset, presetConfig } = await source('experiment/plan/presets.ts');
const { ALL_METHODS, hasRecipe, METHOD_PLANS } = await source('experiment/plan/methods.ts');
const { paperRecipe } = await source('experiment/export/recipes/paper-recipe.ts');
const { PUBLISHED_PICTURES, publishedRecipe } = await source('experiment/export/recipes/published-recipe.ts');
const { encodePng } = await source('experiment/export/png.ts');
const { taskOf } = await source('tasks/registry.ts');
const { sampleExamples } = await source('tasks/gta/example.ts');
const { officialDataset, officialTools } = await source('tasks/gta/official/write.ts');
const { PAPER_POLICY } = await source('tasks/gta/rules/policy-dataset.ts');
const { RandomStream } = await source('random/stream.ts');
const { completionsCsv, metricsCsv } = await source('experiment/export/logs.ts');
const { parseRunRecordFile } = await source('experiment/record/record-schema.ts');
const { PICTURE_SIZE } = await source('experiment/export/recipes/recipe-task.ts');

/** @type {string[]} */
const METHODS = ALL_METHODS.filter(hasRecipe);

/** Presets whose configs are checked, for every method; "m-full" is "full" with crops in the policies. */
const CHECKED = {
  '3B': ['full', 'm-full', 'gta-paper'],
  '7B': ['full', 'm-full', 'sparse', 'micro', 'm-micro', 'gta-paper', 'gta-micro'],
};

const HELP = `npm run verify-recipe -- --easyr1 PATH --llamafactory PATH [options]

Runs the recipes against checkouts of both programs, on the CPU: every config through upstream's own classes, rows through its
loaders, PolicyRollout and the visual mask with a toy model; the logs of published runs as TRL and trackio name and read them. Writes what
was seen, with the commits, to docs/exports.json.

  --easyr1 PATH         a checkout of EasyR1
  --llamafactory PATH   a checkout of LLaMA-Factory
  --python NAME         a Python with torch, transformers, omegaconf, datasets, ray, torchdata, accelerate, peft, trl, pillow
                        (default python3); vllm, flash-attn, deepspeed and tensordict are replaced by stubs
  --out FILE            default docs/exports.json
  --keep FOLDER         where to make the recipes, and leave them
  --help`;

const refuse = refusal('verify-recipe');
const { values } = commandLine('verify-recipe', HELP, {
  easyr1: { type: 'string' },
  llamafactory: { type: 'string' },
  python: { type: 'string', default: 'python3' },
  out: { type: 'string', default: inRoot('docs/exports.json') },
  keep: { type: 'string' },
});
const easyr1 = await checkout('--easyr1', values.easyr1, 'verl/trainer/ray_trainer.py');
const llamafactory = await checkout('--llamafactory', values.llamafactory, 'src/llamafactory/data/loader.py');

const folder = values.keep ? resolve(values.keep) : await mkdtemp(join(tmpdir(), 'recipes-'));
try {
  await makeRecipes();
  await writeLogs();
  const python = [inRoot('scripts/verify_recipe/main.py'), '--recipes', folder, '--out', resolve(values.out)];
  const checkouts = ['--easyr1', easyr1, '--llamafactory', llamafactory];
  const { status, error } = spawnSync(values.python, [...python, ...checkouts], {
    stdio: 'inherit',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (error) refuse(`${values.python} cannot be started.`);
  process.exitCode = status ?? 1;
} finally {
  if (!values.keep) await rm(folder, { recursive: true, force: true });
}

/** A folder per method, size, preset and gate; some of them with a little data, at the full depth of six layers. */
async function makeRecipes() {
  for (const method of METHODS) {
    for (const [size, presets] of Object.entries(CHECKED)) {
      for (const gate of canBeGated(method) ? [false, true] : [false]) {
        for (const preset of presets) {
          const gated = gate ? 'gated-' : '';
          const named = preset === 'full' ? '' : `${preset}-`;
          const files = filesOf(configOf(preset, method), { size, gate });
          await write(`${size.toLowerCase()}-${gated}${named}${method}`, files);
        }
      }
    }
  }
  const full = configOf('full', 'trimpi-poro-dapo');
  const few = { ...full, dataset: { ...full.dataset, cotPerPolicy: 1, poolPerPolicy: 4 } };
  const cases = { ...few, evaluation: { perPolicy: 1, split: 'test' } };
  await drawn('', cases);
  await drawn('m-full-', { ...cases, dataset: { ...few.dataset, kind: 'clevr-policy-m', policies: 2 } });
  const tools = configOf('gta-paper', 'trimpi-poro-dapo');
  const calls = { ...tools, dataset: { ...tools.dataset, cotPerPolicy: 12, poolPerPolicy: 24 } };
  await drawn('gta-paper-', { ...calls, evaluation: { perPolicy: 24, split: 'test' } });
  await publishedData('published-');
}

/** @returns {any} an experiment of {@link CHECKED} */
function configOf(/** @type {string} */ name, /** @type {string} */ method) {
  if (name !== 'm-full') return presetConfig(findPreset(name), method, 1);
  const config = presetConfig(findPreset('full'), method, 1);
  return { ...config, dataset: { ...config.dataset, kind: 'clevr-policy-m' } };
}

function canBeGated(/** @type {string} */ method) {
  const { rl } = METHOD_PLANS[method];
  return rl?.policyRollout && !rl.gate;
}

/** Draws an experiment's data into the recipes that are run on it. */
async function drawn(/** @type {string} */ named, /** @type {any} */ config) {
  await writeDataset(config, join(folder, `7b-${named}trimpi-poro-dapo`, 'raw'), PICTURE_SIZE, () => {});
  await withData(named);
}

/** Makes the files of the recipes that are run, and puts the RL configs of other methods beside. */
async function withData(/** @type {string} */ named) {
  const poro = join(folder, `7b-${named}trimpi-poro-dapo`);
  for (const method of ['trimpi-poro-grpo', 'trimpi-dapo', 'trimpi-grpo']) {
    const to = join(poro, `rl-${method.replace('trimpi-', '')}.yaml`);
    await cp(join(folder, `7b-${named}${method}/rl.yaml`), to);
  }
  prepare(poro, poro);
  prepare(poro, join(folder, `7b-${named}direct-sft`));
}

/** A data set in the form of GTA's files, drawn small, as a recipe of every method, one of them with its pictures. */
async function publishedData(/** @type {string} */ named) {
  const examples = sampleExamples(PAPER_POLICY, 24, RandomStream.of(1, 'verify-recipe'));
  const instances = examples.map((/** @type {any} */ { instance }) => instance);
  const { dataset, images } = officialDataset(instances, PAPER_POLICY, PICTURE_SIZE);
  const texts = [JSON.stringify(officialTools()), JSON.stringify(dataset)];
  for (const method of METHODS) {
    const recipe = publishedRecipe(configOf('gta-paper', method), texts);
    if (!recipe.ok) refuse(recipe.message);
    await write(`7b-${named}${method}`, recipe.files);
    if (method !== 'trimpi-poro-dapo') continue;
    const raw = join(folder, `7b-${named}${method}`, 'raw');
    for (const { path, draw } of images) {
      await mkdir(dirname(join(raw, PUBLISHED_PICTURES, path)), { recursive: true });
      await writeFile(
        join(raw, PUBLISHED_PICTURES, path),
        await encodePng(draw(), PICTURE_SIZE, PICTURE_SIZE),
      );
    }
    await writeDataset(recipe.config, raw, PICTURE_SIZE, () => {}, ['forgetting']);
  }
  await withData(named);
}

/** The logs of the published recordings that have reinforcement learning. */
async function writeLogs() {
  for (const { file } of JSON.parse(readFileSync(inRoot('public/runs/index.json'), 'utf8'))) {
    const parsed = parseRunRecordFile(readFileSync(inRoot('public/runs', file), 'utf8'));
    if (!parsed.ok) refuse(`public/runs/${file}: ${parsed.message}`);
    if (!METHOD_PLANS[parsed.record.config.method].rl) continue;
    await write('logs', {
      [`${file}.metrics.csv`]: metricsCsv(parsed.record),
      [`${file}.completions.csv`]: completionsCsv(parsed.record),
    });
  }
}

/** Makes the files of a recipe from the data of one. */
function prepare(/** @type {string} */ from, /** @type {string} */ recipe) {
  const { dataset } = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')).experiment;
  const { module } = taskOf(dataset.kind).paperScale(dataset);
  const files = ['--raw', join(from, 'raw'), '--out', join(recipe, 'data'), '--task', module];
  const command = ['-m', 'trimpi_recipe.prepare_data', ...files];
  const { status, stderr } = spawnSync(values.python, command, { cwd: recipe, encoding: 'utf8' });
  if (status !== 0) refuse(`The data could not be prepared: ${stderr}`);
}

/** @returns {Record<string, string>} */
function filesOf(/** @type {any} */ config, /** @type {any} */ options = undefined) {
  const recipe = paperRecipe(config, options);
  return recipe.ok ? recipe.files : refuse(recipe.message);
}

async function write(/** @type {string} */ name, /** @type {Record<string, string>} */ files) {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, name, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, String(text));
  }
}

/** @returns {Promise<string>} the checkout's absolute path, known by a file of it */
async function checkout(
  /** @type {string} */ option,
  /** @type {string | undefined} */ path,
  /** @type {string} */ file,
) {
  if (!path) return refuse(`Name a checkout with ${option}.`);
  const found = await stat(join(path, file)).catch(() => null);
  return found ? resolve(path) : refuse(`${path} is not a checkout for ${option}: it lacks ${file}.`);
}
