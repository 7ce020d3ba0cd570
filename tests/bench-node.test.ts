import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../scripts/paths.mjs';

/** Starting Node and compiling takes its time on a busy machine. */
const PATIENCE = 120_000;

function node(parameters: readonly string[], env: Record<string, string> = {}) {
  const options = { cwd: ROOT, env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  return spawnSync(process.execPath, parameters, options);
}

describe('the benchmark in Node', () => {
  it('has the wasm engine: kernels of ours beside tfjs in one heap, gradients registered', {
    timeout: PATIENCE,
  }, () => {
    const { stdout, stderr } = node([
      ...['--input-type=module', '-e'],
      `import { buildKernels } from './scripts/build-kernels.mjs';
       import { source } from './scripts/source.mjs';
       await buildKernels();
       const { openEngine } = await source('kernels/backend/open-engine.ts');
       const { device } = await openEngine('wasm', console.error);
       const { ourTrainer } = await source('bench/our-trainer.ts');
       const { wordBatch } = await source('bench/shape.ts');
       const shape = { width: 16, layers: 1, heads: 2, vocabulary: 64, length: 8, batch: 1 };
       const trainer = ourTrainer(shape);
       const losses = [];
       for (let step = 0; step < 20; step++) losses.push(await trainer.step(wordBatch(shape, 0)));
       console.log(JSON.stringify({ device, losses }));`,
    ]);
    expect(stdout, stderr).not.toBe('');
    const { device, losses } = JSON.parse(stdout);
    expect(device).toMatch(/^WebAssembly/);
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
  });

  // Elsewhere the system itself brings an adapter.
  it.runIf(process.platform === 'linux')(
    'ends with a sentence and code 2 without a driver',
    { timeout: PATIENCE },
    () => {
      const none = { VK_DRIVER_FILES: '/none', VK_ICD_FILENAMES: '/none' };
      const { status, stderr } = node(
        ['scripts/bench.mjs', '--runtime', 'node', '--backend', 'webgpu', '--only', 'step', '--rounds', '1'],
        none,
      );
      expect(stderr).toContain('WebGPU found no graphics adapter in Node.');
      expect(status).toBe(2);
    },
  );
});
