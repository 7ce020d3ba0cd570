import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkTime } from './work-time';

const HOUR = 3_600_000;

describe('time in work done', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Minutes of work after gaps of so many milliseconds. */
  const minutes = (...gaps: number[]) => {
    const time = new WorkTime();
    const looks = gaps.map((gap) => {
      vi.advanceTimersByTime(gap);
      return time.look();
    });
    return looks[looks.length - 1] / 60_000;
  };
  const steps = (count: number, ms: number) => Array.from({ length: count }, () => ms);

  it('is that of the clock while work goes on, also where steps are long', () => {
    expect(minutes(...steps(30, 1000))).toBeCloseTo(0.5, 9);
    expect(minutes(20_000, 1, 55_000, 200_000, 1)).toBeCloseTo(275.002 / 60, 6);
  });

  it.each([
    ['of a night', 8 * HOUR],
    ['of 24 days, as reported', 2_073_661_000],
    ['of six minutes', 360_000],
  ])('hardly counts a sleep %s between two steps', (_, sleep) => {
    const awake = minutes(...steps(60, 1000));
    const slept = minutes(...steps(30, 1000), sleep, ...steps(29, 1000));
    expect(slept - awake).toBeLessThanOrEqual(1);
    // A rule of five minutes does not end a stage of two.
    expect(slept).toBeLessThan(5);
  });

  it('hardly counts a sleep in the first step, nor several', () => {
    expect(minutes(HOUR, ...steps(10, 1000))).toBeLessThan(1.5);
    expect(minutes(...steps(5, 1000), HOUR, 1000, HOUR, 1000)).toBeLessThan(2.5);
  });

  it('counts steps that have become very long', () => {
    expect(minutes(1000, 600_000, 600_000, 600_000)).toBeGreaterThan(11);
  });

  it('leaves out what it is told to', () => {
    const time = new WorkTime();
    vi.advanceTimersByTime(HOUR + 2000);
    time.leaveOut(HOUR);
    expect(time.look()).toBe(2000);
  });
});
