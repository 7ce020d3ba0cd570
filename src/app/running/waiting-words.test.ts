import { describe, expect, it } from 'vitest';
import { startedRun } from '../state/run-view';
import { backend, config } from '../state/testing/recorded-events';
import { heldBack, titlePrefix } from './waiting-words';

const at = (done: number, stage: 'vm-cpt' | 'rl' = 'rl') => ({
  ...startedRun(1, config, backend, '2026-01-01T00:00:00Z'),
  status: 'running' as const,
  // Two seconds per step.
  progress: { stage, done, steps: 100, stageEta: 2 * (100 - done), runEta: 2 * (100 - done) + 400 },
});

describe('a run in a hidden tab', () => {
  it.each([
    ['keeps its pace', at(10), at(40), 60, null],
    ['is slowed', at(10), at(16), 60, /^The browser slowed the run to about 20 % of its pace .* 1 minute\./],
    ['is paused', at(10), at(10), 300, /^The browser paused the run .* 5 minutes\./],
    ['was hidden for a moment', at(10), at(10), 5, null],
    ['is in another stage by now', at(10, 'vm-cpt'), at(10), 600, null],
    ['is another run', at(10), { ...at(10), run: 2 }, 600, null],
  ])('%s', (_, before, now, seconds, sentence) => {
    const said = heldBack(before, now, seconds);
    if (sentence) expect(said).toMatch(sentence);
    else expect(said).toBeNull();
  });
});

describe('the title of the tab', () => {
  it.each([
    [at(0), '10 min left · '],
    [{ ...at(0), status: 'paused' as const }, 'Paused · '],
    [{ ...at(0), status: 'finished' as const }, 'Finished · '],
    [{ ...at(0), evaluating: { stage: 'rl' as const, fraction: 0.5, runEta: 28 } }, '30 s left · '],
    [{ ...at(0), progress: null }, ''],
    [null, ''],
  ])('says how long a run takes: %#', (live, prefix) => {
    expect(titlePrefix(live)).toBe(prefix);
  });
});
