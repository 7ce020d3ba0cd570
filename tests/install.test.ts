import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../scripts/install.mjs';

const { scripts, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

it('a program that never ends is killed at its limit, and counts as failed', async () => {
  const start = performance.now();
  expect(await runProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], 0.02)).toBe(1);
  expect(performance.now() - start).toBeGreaterThan(1000);
  expect(await runProgram(process.execPath, ['-e', ''], 0.5)).toBe(0);
});

describe('without node_modules', () => {
  let clone: string;
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'clone-'));
    for (const part of ['package.json', 'scripts']) cpSync(part, join(clone, part), { recursive: true });
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  // The two that install them; what consists of other commands; what runs a program of node_modules behind one.
  const entries = Object.values<string>(scripts)
    .map((line) => line.match(/^node (\S+)/)?.[1])
    .filter((entry) => entry !== undefined && !/\/(start|test)\.mjs$/.test(entry));

  it.each([...new Set(entries), 'scripts/publish-runs.mjs', 'scripts/make-policies.mjs'])(
    '%s says in a sentence what to run first',
    (entry) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [entry as string], { cwd: clone });
      expect(`${stdout}${stderr}`).toBe(
        'The dependencies are not installed: run npm start or npm ci first.\n',
      );
      expect(status).toBe(1);
    },
  );

  it('no command of npm starts with a program of node_modules', () => {
    for (const line of Object.values<string>(scripts)) expect(line).toMatch(/^(node scripts\/|npm run )/);
  });
});

it('names the engine of the project, and its parts in the same version', () => {
  const { '@tensorflow/tfjs': whole, ...rest } = dependencies;
  const parts = Object.entries(rest).filter(([name]) => name.startsWith('@tensorflow/tfjs-'));
  expect(parts.map(([, version]) => version)).toEqual(parts.map(() => whole));
  expect(parts.length).toBeGreaterThan(2);
});
