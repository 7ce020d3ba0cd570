import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { isSettled, type PairedTimes, spreadOf } from './prefill-spread';

const random = RandomStream.of(1, 'times');
/** Rounds that save about so much, with noise of this size now and then large. */
const rounds = (count: number, saved: number, noise: number): PairedTimes[] =>
  Array.from({ length: count }, (_, i) => {
    const hitch = i % 7 === 3 ? 20 * noise : 0;
    return {
      withPolicy: 5 + saved + noise * random.next() + hitch,
      withoutPolicy: 5 + noise * random.next(),
    };
  });

describe('the spread of prefill', () => {
  it('is small soon where the difference is large, whatever a hitch does to single rounds', () => {
    const settled = rounds(30, 4, 0.3);
    expect(isSettled(settled.slice(0, 8))).toBe(false);
    expect(isSettled(settled)).toBe(true);
    const { saved, withPolicy, rounds: count } = spreadOf(settled);
    expect(count).toBe(30);
    expect(saved.low).toBeGreaterThan(3.5);
    expect(saved.high).toBeLessThan(4.5);
    expect(withPolicy.high).toBeLessThan(10);
  });

  it('has zero in it where there is no difference, and is given up after many rounds', () => {
    const same = rounds(59, 0, 2).map((round, i) => ({
      ...round,
      withPolicy: round.withoutPolicy + (i % 2 ? 1 : -1),
    }));
    expect(isSettled(same)).toBe(false);
    expect(isSettled([...same, same[0]])).toBe(true);
    expect(spreadOf(same).saved).toEqual({ low: -1, high: 1 });
  });
});
