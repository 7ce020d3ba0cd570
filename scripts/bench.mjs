import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runInPage } from './run-in-page.mjs';

const SECTIONS = ['step', 'rollout', 'kernels', 'scaling'];
const BACKENDS = ['webgpu', 'wasm'];

const USAGE = `npm run bench [-- options]
Measures the engine against other libraries in one headless browser per backend, in turns; medians and ratios.
  --backend ${BACKENDS.join('|')}   one backend only
  --only ${SECTIONS.join(',')}   some sections only
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
        only: { type: 'string' },
        rounds: { type: 'string', default: '7' },
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
const sections = options.only?.split(',') ?? SECTIONS;
const backends = options.backend === undefined ? BACKENDS : [options.backend];
const rounds = Number(options.rounds);
if (!sections.every((section) => SECTIONS.includes(section))) refuse(`Sections are ${SECTIONS.join(', ')}.`);
if (!backends.every((backend) => BACKENDS.includes(backend))) refuse(`Backends are ${BACKENDS.join(', ')}.`);
if (!(Number.isSafeInteger(rounds) && rounds > 0)) refuse('Rounds are a whole number.');

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

const processor = `${cpus()[0]?.model.trim()}, ${cpus().length} cores`;
/** @type {any[]} */
const runs = [];
for (const backend of /** @type {('webgpu' | 'wasm')[]} */ (backends)) {
  const report = await runInPage({
    backend,
    call: 'bench',
    argument: { backend, sections, rounds },
    bypassPolicy: true,
    onEvent: (event) => console.log(event.kind === 'row' ? line(event.row) : `${backend}  ${event.line}`),
  });
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
