import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../scripts/paths.mjs';
import { readCheckpoint } from '../src/model/checkpoint';

/** A Python that has numpy: the first one there is, or Debian's own. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (name) => spawnSync(name, ['-c', 'import numpy']).status === 0,
);
const why = PYTHON ? '' : ' (left out: there is no python3 with numpy here; Debian has it as python3-numpy)';

/** Compiling, 64 answers on WebAssembly and 64 in numpy, on a machine that may be busy. */
const PATIENCE = 400_000;

const folder = mkdtempSync(join(tmpdir(), 'model-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[]): string {
  // One thread: matrices this small are not worth waking others for.
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OPENBLAS_NUM_THREADS: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe.runIf(PYTHON)(`an exported model in Python${why}`, () => {
  it.each([
    ['the base, with the policy in the prompt', 'public/models/small.safetensors', ['--policy']],
    ['a trained model, without', 'public/runs/quick-cot-sft-1.safetensors', []],
    [
      'a model of today with crops in its policies',
      'public/models/small.safetensors',
      ['--policy', '--task', 'clevr-policy-m'],
    ],
  ])(
    'gives the page’s greedy answers to 64 prompts, token for token: %s',
    {
      timeout: PATIENCE,
    },
    (_, model, options) => {
      const out = join(folder, String(options.length));
      run(process.execPath, ['tests/support/greedy-answers.mjs', '--model', model, '--out', out, ...options]);
      const { same, different, first } = JSON.parse(
        run(PYTHON as string, ['tests/support/python_answers.py', out]),
      );
      expect(different).toEqual([]);
      expect(same).toBe(64);
      expect(first).toContain('<think>');
      const [read, back] = ['model', 'halved'].map((name) =>
        readCheckpoint(readFileSync(join(out, `${name}.safetensors`))),
      );
      expect(back.config).toEqual(read.config);
      expect(back.values).toEqual(read.values.map((value) => value / 2));
    },
  );
});
