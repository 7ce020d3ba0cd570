import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { inRoot } from './paths.mjs';
import { runInPage } from './run-in-page.mjs';

/** How long each phase of each size runs; the small one follows recipe.md, stage 0. */
const CONFIGS = {
  small: {
    warmupSteps: 600,
    warmupImages: 48,
    mainSteps: 3000,
    plainSteps: 2000,
    longSteps: 2000,
    learningRate: 3e-3,
    longLearningRate: 2e-3,
  },
  medium: {
    warmupSteps: 600,
    warmupImages: 48,
    mainSteps: 3000,
    plainSteps: 2000,
    longSteps: 3000,
    learningRate: 2e-3,
    longLearningRate: 1.5e-3,
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, out: { type: 'string' }, help: { type: 'boolean' } },
});
const [size = 'small'] = positionals;
if (values.help || !(size in CONFIGS)) {
  console.log(
    'npm run pretrain -- <small|medium> [--seed 1] [--out folder]\nTrains a base model; run again to go on from its last checkpoint.',
  );
  process.exit(values.help ? 0 : 2);
}
const saveTo = inRoot(values.out ?? `.cache/pretrain/${size}-${values.seed}`);
await mkdir(saveTo, { recursive: true });
const result = await runInPage({
  backend: 'wasm',
  call: 'pretrain',
  argument: {
    size,
    seed: Number(values.seed),
    config: CONFIGS[/** @type {keyof typeof CONFIGS} */ (size)],
    saveEvery: 250,
  },
  saveTo,
  onEvent: (event) => console.log(JSON.stringify(event)),
});
await writeFile(`${saveTo}/result.json`, JSON.stringify(result, null, 2));
console.log(JSON.stringify(result, null, 2));
