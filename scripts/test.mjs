import { mkdir, readFile, rm } from 'node:fs/promises';
import { installBrowser, installDependencies, runProgram } from './install.mjs';
import { inRoot } from './paths.mjs';

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ name: string, needs?: string, run: () => Promise<Count> }} Stage
 */

const REPORTS = inRoot('.cache', 'test-reports');

/** Several times what a stage takes: one that hangs ends with a report, long before whoever waits gives up. */
const LIMIT_MINUTES = 40;

/** A stage that is one program: it counts only when it fails. */
async function program(/** @type {string} */ entry, /** @type {string[]} */ ...parameters) {
  const start = performance.now();
  const code = await runProgram(process.execPath, [inRoot(entry), ...parameters], LIMIT_MINUTES);
  const minutes = (performance.now() - start) / 60_000;
  if (minutes >= LIMIT_MINUTES) console.error(`ended: it had not finished after ${LIMIT_MINUTES} minutes`);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/** A stage that is one project of vitest.config.ts: it counts its tests. */
async function vitest(/** @type {string} */ project) {
  const report = inRoot('.cache', 'test-reports', `${project}.json`);
  const outputs = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { failed } = await program('node_modules/vitest/vitest.mjs', 'run', '--project', project, ...outputs);
  const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
  // A file that cannot be loaded fails the run without any failed test.
  return { passed: numPassedTests ?? 0, failed: Math.max(numFailedTests ?? 0, failed) };
}

/** @type {Stage[]} */
const STAGES = [
  { name: 'kernels build', run: () => program('scripts/build-kernels.mjs') },
  { name: 'types', run: () => program('node_modules/typescript/bin/tsc', '--noEmit') },
  {
    name: 'lint and format',
    run: () => program('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'),
  },
  { name: 'unit tests', run: () => vitest('unit') },
  { name: 'kernel tests in the browser', needs: 'kernels build', run: () => vitest('kernels') },
  { name: 'build', needs: 'kernels build', run: () => program('scripts/build.mjs') },
  { name: 'app tests in the browser', needs: 'build', run: () => vitest('app') },
];

/** Runs every stage, also after a failure, unless what it needs has failed. */
async function main() {
  await installDependencies();
  await installBrowser();
  await rm(REPORTS, { recursive: true, force: true });
  await mkdir(REPORTS, { recursive: true });
  /** @type {Map<string, Count & { seconds: number }>} */
  const results = new Map();
  for (const { name, needs, run } of STAGES) {
    const start = performance.now();
    console.log(`\n== ${name}`);
    const blocked = needs !== undefined && results.get(needs)?.failed !== 0;
    if (blocked) console.log(`not run: ${needs} failed`);
    const count = blocked ? { passed: 0, failed: 1 } : await run();
    results.set(name, { ...count, seconds: (performance.now() - start) / 1000 });
  }
  console.log('');
  for (const [name, { passed, failed, seconds }] of results) {
    const tests = passed > 0 ? `, ${passed} tests passed` : '';
    console.log(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s${tests})`);
  }
  const total = (/** @type {'passed' | 'failed'} */ key) =>
    [...results.values()].reduce((sum, count) => sum + count[key], 0);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
  process.exitCode = total('failed') === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
