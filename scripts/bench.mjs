import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildKernels } from './build-kernels.mjs';
import { installWebGpu } from './node-webgpu.mjs';
import { inRoot } from './paths.mjs';
import { runInPage } from './run-in-page.mjs';
import { source } from './source.mjs';

const USUAL = ['step', 'rollout', 'kernels', 'scaling'];
const SECTIONS = [...USUAL, 'run'];
const BACKENDS = ['webgpu', 'wasm'];
const RUNTIMES = ['browser', 'node'];

const USAGE = `npm run bench [-- options]
Measures the engine against other libraries, in turns; medians and ratios. In one headless browser per backend (WebGPU
on the CPU there), or in this very process, where WebGPU is Dawn on the GPU of this machine.
  --backend ${BACKENDS.join('|')}   one backend only
  --runtime ${RUNTIMES.join('|')}   where it runs (browser)
  --only ${SECTIONS.join(',')}   some sections only; run, a profile of a whole run, comes only when it is named
  --preset NAME            what run runs (quick), with --method NAME (trimpi-poro-dapo)
  --shorten N              run takes an Nth of each stage's steps and evaluation's images (1), and says so
  --rounds N               measured rounds per comparison (7)
  --json FILE              also write the figures there`;

/** @returns {never} */
function refuse(/** @type {string} */ sentence) {
  console.error(`${sentence}\n\n${USAGE}`);
  process.exit(1);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        backend: { type: 'string' },
        runtime: { type: 'string', default: 'browser' },
        only: { type: 'string' },
        rounds: { type: 'string', default: '7' },
        preset: { type: 'string', default: 'quick' },
        method: { type: 'string', default: 'trimpi-poro-dapo' },
        shorten: { type: 'string', default: '1' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const options = readOptions();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const sections = options.only?.split(',') ?? USUAL;
const backends = options.backend === undefined ? BACKENDS : [options.backend];
const { runtime } = options;
const rounds = Number(options.rounds);
const run = { preset: options.preset, method: options.method, shorten: Number(options.shorten) };
const MODELS = inRoot('public', 'models');
if (!sections.every((section) => SECTIONS.includes(section))) refuse(`Sections are ${SECTIONS.join(', ')}.`);
if (!backends.every((backend) => BACKENDS.includes(backend))) refuse(`Backends are ${BACKENDS.join(', ')}.`);
if (!RUNTIMES.includes(runtime)) refuse(`Runtimes are ${RUNTIMES.join(', ')}.`);
if (!(Number.isSafeInteger(rounds) && rounds > 0)) refuse('Rounds are a whole number.');
if (!(Number.isSafeInteger(run.shorten) && run.shorten > 0)) refuse('--shorten takes a whole number from 1.');

const number = (/** @type {number} */ value) => (value < 10 ? value.toFixed(2) : value.toFixed(1));

/** One line of the table. */
function line(/** @type {any} */ row) {
  const { name, backend, oursMs, peer, peerMs, ratio, dispatches, peerDispatches, more } = row;
  const against = peer === null ? '' : `, ${peer} ${number(peerMs)} ms: ${number(ratio)} x`;
  const dispatched = [dispatches, peerDispatches].filter((count) => count !== null).join(' / ');
  const details = Object.entries(more ?? {}).map(
    ([what, value]) => `${what} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
  );
  const rest = [...(dispatched === '' ? [] : [`dispatches ${dispatched}`]), ...details].join(', ');
  return `${backend}  ${name}: ours ${number(oursMs)} ms${against}${rest === '' ? '' : `  (${rest})`}`;
}

/** Prints what the benchmark tells as it goes. */
function tell(/** @type {string} */ backend, /** @type {any} */ event) {
  console.log(event.kind === 'row' ? line(event.row) : `${backend}  ${event.line}`);
}

/** @returns {Promise<any>} the report of one backend. */
function inBrowser(/** @type {'webgpu' | 'wasm'} */ backend) {
  const argument = { backend, sections, rounds, run };
  const onEvent = (/** @type {any} */ event) => tell(backend, event);
  return runInPage({ backend, call: 'bench', argument, loadFrom: [MODELS], bypassPolicy: true, onEvent });
}

/** @returns {Promise<any>} the same from this process. */
async function inNode(/** @type {'webgpu' | 'wasm'} */ backend) {
  const trouble = backend === 'webgpu' ? await installWebGpu() : null;
  if (trouble !== null) {
    console.error(trouble);
    process.exit(2);
  }
  await buildKernels();
  const { runBench } = await source('bench/bench.ts');
  const report = await runBench(
    { backend, sections, rounds, run },
    {
      row: (/** @type {any} */ row) => tell(backend, { kind: 'row', row }),
      say: (/** @type {string} */ text) => tell(backend, { kind: 'say', line: text }),
    },
    async (/** @type {string} */ name) => new Uint8Array(await readFile(join(MODELS, name))),
  );
  return { ...report, device: `${report.device}, Node ${process.versions.node}` };
}

const processor = `${cpus()[0]?.model.trim()}, ${cpus().length} cores`;
/** @type {any[]} */
const runs = [];
for (const backend of /** @type {('webgpu' | 'wasm')[]} */ (backends)) {
  const report = runtime === 'node' ? await inNode(backend) : await inBrowser(backend);
  runs.push({ ...report, backend });
  if (report.profile.length > 0) {
    console.log(`${backend}  one step of ours, kernel by kernel:`);
    for (const { name, calls, ms } of report.profile) {
      console.log(`  ${number(ms).padStart(8)} ms  ${String(calls).padStart(3)} x  ${name}`);
    }
  }
}
const device = `${runs.map((run) => `${run.backend}: ${run.device}`).join('; ')}; ${processor}`;
console.log(`device: ${device}`);
if (options.json !== undefined) {
  const report = {
    device,
    date: new Date().toISOString(),
    command: `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
    results: runs.flatMap(({ results }) => results),
    profiles: Object.fromEntries(runs.map(({ backend, profile }) => [backend, profile])),
  };
  await writeFile(options.json, `${JSON.stringify(report, null, 1)}\n`);
}
// Dawn's threads would keep the process.
if (runtime === 'node') process.exit(0);
