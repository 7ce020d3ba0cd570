import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashFiles } from './hash.mjs';
import { installed } from './installed.mjs';
import { inRoot, ROOT } from './paths.mjs';

const { default: asc } = await installed(() => import('assemblyscript/asc'));

const SOURCE = 'src/kernels/wasm/assembly';
const OUTPUT = inRoot('src/kernels/wasm/build');

/**
 * For browsers with relaxed SIMD (fused multiply-add) and for those with plain SIMD only: the source asks AssemblyScript's
 * compile-time constant ASC_FEATURE_RELAXED_SIMD which of the two it is in. Each for a memory of one thread's own and for one
 * that threads share (up to 4 GiB, as tfjs' threaded build has it).
 */
const BINARIES = [
  { name: 'relaxed-simd', features: ['simd', 'relaxed-simd'] },
  { name: 'simd', features: ['simd'] },
].flatMap(({ name, features }) => [
  { name: `${name}-own.wasm`, features, memory: [] },
  {
    name: `${name}-shared.wasm`,
    features: [...features, 'threads'],
    memory: ['--sharedMemory', '--initialMemory', '256', '--maximumMemory', '65536'],
  },
]);

/**
 * Compiles the AssemblyScript kernels, unless the binaries were made from the very same sources.
 *
 * @throws {Error} with the compiler's messages.
 */
export async function buildKernels() {
  const hash = await hashFiles([SOURCE, 'scripts/build-kernels.mjs', 'package-lock.json']);
  const stamp = join(OUTPUT, '.hash');
  const complete = [stamp, ...BINARIES.map(({ name }) => join(OUTPUT, name))].every((path) =>
    existsSync(path),
  );
  if (complete && (await readFile(stamp, 'utf8')) === hash) return;
  await mkdir(OUTPUT, { recursive: true });
  for (const { name, features, memory } of BINARIES) {
    const { error, stderr } = await asc.main([
      `${SOURCE}/index.ts`,
      ...['--baseDir', ROOT, '--outFile', `src/kernels/wasm/build/${name}`],
      ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', ...memory],
      ...features.flatMap((feature) => ['--enable', feature]),
    ]);
    if (error) throw new Error(`AssemblyScript could not compile ${name}: ${error.message}\n${stderr}`);
  }
  await writeFile(stamp, hash);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildKernels();
