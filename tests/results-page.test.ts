import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { inRoot } from '../scripts/paths.mjs';

it('shows the tables that its records give', () => {
  const { status, stderr } = spawnSync(process.execPath, [inRoot('scripts', 'results.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
