import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CostEstimate } from '../experiment/plan/estimate';
import { ProgressClock } from './progress-clock';

const cost: CostEstimate = {
  parameters: 1,
  tokens: 0,
  flops: 400,
  evaluationFlops: 0,
  stages: [
    { stage: 'vm-cpt', steps: 10, tokens: 0, flops: 100 },
    { stage: 'rl', steps: 5, tokens: 0, flops: 300 },
  ],
};

describe('ProgressClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the time left from steps of equal length, and from the cost of later stages', () => {
    const clock = new ProgressClock(cost);
    clock.stageStarted('vm-cpt');
    for (let step = 0; step < 10; step++) {
      vi.advanceTimersByTime(2000);
      const { stageEta, runEta } = clock.step(step, 10);
      expect(stageEta).toBeCloseTo(2 * (9 - step), 9);
      // 20 s for 100 operations, so 60 s for the 300 to come.
      expect(runEta).toBeCloseTo(2 * (9 - step) + 60, 9);
    }
    clock.stageStarted('rl');
    vi.advanceTimersByTime(8000);
    expect(clock.step(0, 5)).toEqual({ stageEta: 32, runEta: 32 });
  });

  it('follows a change of speed, but not at once', () => {
    const clock = new ProgressClock(cost);
    clock.stageStarted('rl');
    vi.advanceTimersByTime(1000);
    clock.step(0, 100);
    vi.advanceTimersByTime(3000);
    const { stageEta } = clock.step(1, 100);
    expect(stageEta / 98).toBeGreaterThan(1);
    expect(stageEta / 98).toBeLessThan(2);
  });

  it.each([
    ['in the middle of the stage', 20],
    ['after one step', 1],
  ])('is not misled by a sleep of the device %s', (_, steps) => {
    const clock = new ProgressClock(cost);
    clock.stageStarted('rl');
    for (let step = 0; step < steps; step++) {
      vi.advanceTimersByTime(1000);
      clock.step(step, 100);
    }
    // 24 days, during which the clock went on.
    vi.advanceTimersByTime(2_073_661_000);
    const { stageEta } = clock.step(steps, 100);
    expect(stageEta).toBeGreaterThanOrEqual(99 - steps);
    expect(stageEta).toBeLessThan(1.5 * 99);
  });

  it('does not count the time in which the run rested', () => {
    const clock = new ProgressClock(cost);
    clock.stageStarted('rl');
    vi.advanceTimersByTime(1000);
    clock.step(0, 5);
    vi.advanceTimersByTime(60_000);
    clock.rested(60_000);
    vi.advanceTimersByTime(1000);
    expect(clock.step(1, 5).stageEta).toBeCloseTo(3, 6);
  });
});
