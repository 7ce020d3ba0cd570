import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

/** The base of GTAPolicy; before it is there, the small one with the words that it lacks. */
const TOOL_BASE =
  ['small-gta', 'small'].map((name) => `public/models/${name}.safetensors`).find(existsSync) ?? '';

const folder = mkdtempSync(join(tmpdir(), 'model-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[]): string {
  // One thread: matrices this small are not worth waking others for.
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', OPENBLAS_NUM_THREADS: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** A base that was made before a task answers its questions at random. */
function isTrained(model: string, options: readonly string[]): boolean {
  return !options.includes('gta-policy') || model.includes('gta');
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
    [
      'a model that calls tools, with the policy in the prompt',
      TOOL_BASE,
      ['--policy', '--task', 'gta-policy'],
    ],
    ['a model that calls tools, without', TOOL_BASE, ['--task', 'gta-policy']],
  ])(
    'gives the page’s greedy answers to 64 prompts, token for token: %s',
    {
      timeout: PATIENCE,
    },
    (_, model, options) => {
      const out = join(folder, options.join(''));
      run(process.execPath, ['tests/support/greedy-answers.mjs', '--model', model, '--out', out, ...options]);
      const { same, different, first } = JSON.parse(
        run(PYTHON as string, ['tests/support/python_answers.py', out]),
      );
      expect(different).toEqual([]);
      expect(same).toBe(64);
      if (isTrained(model, options)) expect(first).toContain('<think>');
      const [read, back] = ['model', 'halved'].map((name) =>
        readCheckpoint(readFileSync(join(out, `${name}.safetensors`))),
      );
      expect(back.config).toEqual(read.config);
      expect(back.values).toEqual(read.values.map((value) => value / 2));
    },
  );
});
