import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildKernels } from '../../scripts/build-kernels.mjs';
import { source } from '../../scripts/source.mjs';

// Greedy answers of a published model by the page's own code on WebAssembly, and the folder that is exported of it:
// node tests/support/greedy-answers.mjs --model public/models/small.safetensors --out FOLDER [--policy] --count 64
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'public/models/small.safetensors' },
    out: { type: 'string', default: '.' },
    count: { type: 'string', default: '64' },
    policy: { type: 'boolean', default: false },
  },
});

await buildKernels();
const { openEngine } = await source('kernels/backend/open-engine.ts');
await openEngine('wasm', console.error);
const { readCheckpoint } = await source('model/checkpoint.ts');
const { Parameters } = await source('model/parameters.ts');
const { rotaryTable } = await source('kernels/attention/rotary.ts');
const { generate } = await source('model/generate.ts');
const { promptOf, responseLimit } = await source('tasks/task.ts');
const { presetConfig, findPreset } = await source('experiment/plan/presets.ts');
const { exportExamples } = await source('experiment/run/export-splits.ts');
const { modelFolder } = await source('experiment/export/model-folder.ts');
const { RandomStream } = await source('random/stream.ts');

const file = new Uint8Array(await readFile(values.model));
const { config, values: weights } = readCheckpoint(file);
const rotary = rotaryTable(config.maxPositions, config.width / config.heads, config.rotaryBase);
const model = { config, parameters: Parameters.from(config, weights), rotary };

const examples = [...exportExamples(presetConfig(findPreset('quick'), 'cot-sft', 1), 'test')];
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
