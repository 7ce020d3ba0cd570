import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildKernels } from '../../scripts/build-kernels.mjs';
import { source } from '../../scripts/source.mjs';

// Greedy answers of a published model by the page's own code on WebAssembly, and the folder that is exported of it:
// node tests/support/greedy-answers.mjs --model public/models/small.safetensors --out FOLDER [--policy] [--task clevr-policy-m] --count 64
// A model that is too old for a task gets the rows that it lacks, at random.
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'public/models/small.safetensors' },
    out: { type: 'string', default: '.' },
    task: { type: 'string', default: 'clevr-policy-t' },
    count: { type: 'string', default: '64' },
    policy: { type: 'boolean', default: false },
  },
});

await buildKernels();
const { openEngine } = await source('kernels/backend/open-engine.ts');
await openEngine('wasm', console.error);
const { readCheckpoint, writeCheckpoint } = await source('model/checkpoint.ts');
const { modelConfig } = await source('model/config.ts');
const { parameterLength, parameterSpecs } = await source('model/parameter-specs.ts');
const { taskOf } = await source('tasks/registry.ts');
const { Parameters } = await source('model/parameters.ts');
const { rotaryTable } = await source('kernels/attention/rotary.ts');
const { generate } = await source('model/generate.ts');
const { promptOf, responseLimit } = await source('tasks/task.ts');
const { counterpart, findPreset, presetConfig } = await source('experiment/plan/presets.ts');
const { exportExamples } = await source('experiment/run/export-splits.ts');
const { modelFolder } = await source('experiment/export/model-folder.ts');
const { RandomStream } = await source('random/stream.ts');

const task = taskOf(values.task);
const published = new Uint8Array(await readFile(values.model));
const read = readCheckpoint(published);
const isFit =
  task.unfit({ vocabulary: read.config.vocabulary, visualPlaces: read.config.visualPlaces }) === null;
const file = isFit ? published : grown(read);
const { config, values: weights } = readCheckpoint(file);
const rotary = rotaryTable(config.maxPositions, config.width / config.heads, config.rotaryBase);
const model = { config, parameters: Parameters.from(config, weights), rotary };

const preset = counterpart(findPreset('quick'), values.task);
const examples = [...exportExamples(presetConfig(preset, 'cot-sft', 1), 'test')];
const stride = Math.floor(examples.length / Number(values.count));
const chosen = examples.filter((_, i) => i % stride === 0).slice(0, Number(values.count));
const prompts = chosen.map((example) => promptOf(example, values.policy));
const maxNewTokens = responseLimit(chosen);
const options = { responses: 1, maxNewTokens, temperature: 0, random: RandomStream.of(0, 'greedy') };
const responses = await generate(model, prompts, options);

await mkdir(values.out, { recursive: true });
for (const [name, content] of Object.entries(modelFolder(file)))
  await writeFile(join(values.out, name), content);
const answers = responses.map((/** @type {any} */ { prompt, tokens }) => ({
  prompt: prompts[prompt].tokens,
  images: prompts[prompt].images.map((/** @type {any} */ { rgb }) => Buffer.from(rgb).toString('base64')),
  tokens,
}));
await writeFile(join(values.out, 'answers.json'), JSON.stringify({ longest: maxNewTokens, answers }));

/** The same model with today's words and places: the first rows of a table are its own. */
function grown(/** @type {any} */ { config, values }) {
  const today = modelConfig(config.size, config.loraRank);
  const specs = parameterSpecs(today);
  const known = new Map(parameterSpecs(config).map((/** @type {any} */ spec) => [spec.name, spec]));
  const weights = new Float32Array(parameterLength(specs));
  const random = RandomStream.of(1, 'rows that a model lacks');
  for (const { name, shape, offset } of specs) {
    const spec = known.get(name);
    const length = spec.shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    weights.set(values.subarray(spec.offset, spec.offset + length), offset);
    const whole = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    for (let i = length; i < whole; i++) weights[offset + i] = 0.02 * random.normal();
  }
  return writeCheckpoint(today, weights);
}
