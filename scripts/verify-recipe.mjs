import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { writeDataset } from './dataset-folder.mjs';
import { inRoot } from './paths.mjs';
import { source } from './source.mjs';

const { findPreset, presetConfig } = await source('experiment/plan/presets.ts');
const { METHODS, METHOD_PLANS } = await source('experiment/plan/methods.ts');
const { paperRecipe } = await source('experiment/export/recipes/paper-recipe.ts');
const { MODEL_SIZES } = await source('experiment/export/recipes/recipe.ts');
const { PICTURE_SIZE } = await source('experiment/export/recipes/recipe-task.ts');

const HELP = `npm run verify-recipe -- --easyr1 PATH --llamafactory PATH [options]

Runs the recipes against checkouts of both programs, on the CPU: every config through upstream's own classes, rows through its
loaders, PolicyRollout and the visual mask with a toy model. Writes what was seen, with the commits, to docs/exports.json.

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

/** A folder per method, size, depth and gate; two of them with a little data, at the full depth of six layers. */
async function makeRecipes() {
  const full = findPreset('full');
  const few = { ...full.config.dataset, cotPerPolicy: 1, poolPerPolicy: 4 };
  const small = { ...full.config, dataset: few, evaluation: { perPolicy: 1, split: 'test' } };
  for (const method of METHODS) {
    for (const size of MODEL_SIZES) {
      for (const gate of METHOD_PLANS[method].rl?.policyRollout ? [false, true] : [false]) {
        for (const preset of ['full', 'sparse', 'micro']) {
          const name = [
            size.toLowerCase(),
            ...(gate ? ['gated'] : []),
            ...(preset === 'full' ? [] : [preset]),
            method,
          ];
          await write(name.join('-'), presetConfig(findPreset(preset), method, 1), { size, gate });
        }
      }
    }
  }
  const poro = join(folder, '7b-trimpi-poro-dapo');
  for (const [name, method] of [
    ['rl-poro-grpo', 'trimpi-poro-grpo'],
    ['rl-dapo', 'trimpi-dapo'],
  ]) {
    await cp(join(folder, `7b-${method}/rl.yaml`), join(poro, `${name}.yaml`));
  }
  const config = presetConfig({ ...full, config: small }, 'trimpi-poro-dapo', 1);
  await prepare(config, 'raw', [poro, join(folder, '7b-direct-sft')]);
  const withPictures = { ...config, dataset: { ...few, kind: 'clevr-policy-m', policies: 2 } };
  const name = '7b-pictures-trimpi-poro-dapo';
  await write(name, withPictures, { size: '7B', gate: false });
  await prepare(withPictures, 'raw-pictures', [join(folder, name)]);
}

/** Draws an experiment's data and makes the files of recipes from it. */
async function prepare(
  /** @type {any} */ config,
  /** @type {string} */ name,
  /** @type {string[]} */ recipes,
) {
  const raw = join(folder, name);
  await writeDataset(config, raw, PICTURE_SIZE, () => {});
  for (const recipe of recipes) {
    const command = ['-m', 'trimpi_recipe.prepare_data', '--raw', raw, '--out', join(recipe, 'data')];
    const { status, stderr } = spawnSync(values.python, command, { cwd: recipe, encoding: 'utf8' });
    if (status !== 0) refuse(`The data could not be prepared: ${stderr}`);
  }
}

async function write(/** @type {string} */ name, /** @type {any} */ config, /** @type {any} */ options) {
  const recipe = paperRecipe(config, options);
  if (!recipe.ok) refuse(recipe.message);
  for (const [file, text] of Object.entries(recipe.files)) {
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
