import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { runInPage } from './run-in-page.mjs';

/** How long each phase of each base runs; the small one follows recipe.md, stage 0. */
const CONFIGS = {
  tiny: {
    warmupSteps: 600,
    warmupImages: 48,
    mainSteps: 3000,
    plainSteps: 2000,
    longSteps: 3000,
    walkingSteps: 1000,
    learningRate: 3e-3,
    longLearningRate: 2e-3,
  },
  small: {
    warmupSteps: 600,
    warmupImages: 48,
    mainSteps: 3000,
    plainSteps: 2000,
    longSteps: 3000,
    walkingSteps: 1000,
    learningRate: 3e-3,
    longLearningRate: 2e-3,
  },
  medium: {
    warmupSteps: 600,
    warmupImages: 48,
    mainSteps: 3000,
    plainSteps: 2000,
    longSteps: 4000,
    walkingSteps: 1000,
    learningRate: 2e-3,
    longLearningRate: 1.5e-3,
  },
  // Letters are told apart sooner than objects, and rules of tools are short.
  'small-gta': {
    warmupSteps: 300,
    warmupImages: 48,
    mainSteps: 2400,
    plainSteps: 1000,
    longSteps: 1600,
    walkingSteps: 400,
    learningRate: 3e-3,
    longLearningRate: 2e-3,
  },
};

const HELP = `npm run pretrain -- <tiny|small|medium> [options]

Trains a base model in headless Chromium with the app's own code. Run it again to go on from its last checkpoint.

  --family clevr        the tasks it is for: clevr (ClevrPolicy-T and -M), gta (GTAPolicy) or all
  --seed 1              decides initial values and all data
  --backend NAME        wasm (default) or webgpu
  --out FOLDER          checkpoints (default .cache/pretrain/<name>-<seed>)
  --publish             at the end, put the model and its provenance into public/models
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('pretrain');
const { values, positionals } = commandLine('pretrain', HELP, {
  family: { type: 'string', default: 'clevr' },
  seed: { type: 'string', default: '1' },
  backend: { type: 'string', default: 'wasm' },
  out: { type: 'string' },
  publish: { type: 'boolean', default: false },
});
const [size = 'small'] = positionals;
if (!['tiny', 'small', 'medium'].includes(size))
  refuse(`There is no size "${size}"; choose tiny, small or medium.`);
const { family } = values;
if (family !== 'clevr' && family !== 'gta' && family !== 'all') {
  refuse(`There is no family "${family}"; choose clevr, gta or all.`);
}
const name = family === 'clevr' ? size : `${size}-${family}`;
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 0) refuse('The seed is a whole number.');
const { backend } = values;
if (backend !== 'wasm' && backend !== 'webgpu') {
  refuse(`There is no backend "${backend}"; choose wasm or webgpu.`);
}

const named = /** @type {keyof typeof CONFIGS} */ (Object.hasOwn(CONFIGS, name) ? name : size);
const config = CONFIGS[named];
const saveTo = inRoot(values.out ?? `.cache/pretrain/${name}-${seed}`);
await mkdir(saveTo, { recursive: true });
const result = await runInPage({
  backend,
  call: 'pretrain',
  argument: { size, family, seed, backend, config, saveEvery: 250 },
  saveTo,
  onEvent: (event) => console.log(JSON.stringify(event)),
});
const provenance = JSON.stringify({ size, family, seed, config, ...result }, null, 2);
await writeFile(join(saveTo, 'provenance.json'), `${provenance}\n`);
console.log(provenance);
if (values.publish) {
  await copyFile(join(saveTo, 'model.safetensors'), inRoot('public', 'models', `${name}.safetensors`));
  await copyFile(join(saveTo, 'provenance.json'), inRoot('public', 'models', `${name}.json`));
}
