import { expect, it } from 'vitest';
import { runProgram } from '../scripts/install.mjs';

it('a program that never ends is killed at its limit, and counts as failed', async () => {
  const start = performance.now();
  expect(await runProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], 0.02)).toBe(1);
  expect(performance.now() - start).toBeGreaterThan(1000);
  expect(await runProgram(process.execPath, ['-e', ''], 0.5)).toBe(0);
});
