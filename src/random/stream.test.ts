import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from './stream';

const draws = (stream: RandomStream, count: number) => Array.from({ length: count }, () => stream.next());

describe('RandomStream', () => {
  it('is decided by seed and purpose, and independent of what was drawn before a fork', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), fc.nat(20), (seed, purpose, name, drawn) => {
        const stream = RandomStream.of(seed, purpose);
        const fork = draws(stream.fork(name), 5);
        draws(stream, drawn);
        expect(draws(stream.fork(name), 5)).toEqual(fork);
        expect(draws(RandomStream.of(seed, purpose).fork(name), 5)).toEqual(fork);
      }),
    );
  });

  it.each(['step', 'walk', 'try'])('gives uncorrelated numbers to forks named %s 0, 1, 2, ...', (word) => {
    const count = 2000;
    const stream = RandomStream.of(1, 'forks');
    const rows = Array.from({ length: count }, (_, i) => draws(stream.fork(`${word} ${i}`), 6));
    for (let draw = 0; draw < 6; draw++) {
      const x = rows.map((row) => row[draw] - 0.5);
      const variance = x.reduce((sum, value) => sum + value * value, 0) / count;
      const lag = x.slice(1).reduce((sum, value, i) => sum + value * x[i], 0) / count / variance;
      expect(Math.abs(x.reduce((sum, value) => sum + value, 0) / count)).toBeLessThan(0.03);
      expect(variance).toBeCloseTo(1 / 12, 2);
      // The standard error of an autocorrelation is count^-0.5 = 0.022.
      expect(Math.abs(lag), `draw ${draw}`).toBeLessThan(0.09);
    }
  });

  it.each([
    ['step 0', 'step 1'],
    ['cot/L3-Suri', 'cot/L3-Surl'],
    ['a', 'b'],
  ])('gives siblings %s and %s no more in common than chance, at every position', (a, b) => {
    const [seeds, positions] = [2000, 8];
    const correlations = Array.from({ length: positions }, () => 0);
    for (let seed = 0; seed < seeds; seed++) {
      const parent = RandomStream.of(seed, 'siblings');
      const [x, y] = [draws(parent.fork(a), positions), draws(parent.fork(b), positions)];
      for (let i = 0; i < positions; i++) correlations[i] += (12 * (x[i] - 0.5) * (y[i] - 0.5)) / seeds;
    }
    // The standard error of a correlation is seeds^-0.5 = 0.022.
    const rms = Math.sqrt(correlations.reduce((sum, value) => sum + value * value, 0) / positions);
    expect(rms).toBeLessThan(0.035);
    expect(Math.max(...correlations.map(Math.abs))).toBeLessThan(0.09);
  });

  it('gives no two of many forks the same numbers', () => {
    const stream = RandomStream.of(1, 'many');
    const firsts = Array.from({ length: 50_000 }, (_, i) => {
      const fork = stream.fork(`${i}`);
      return `${fork.uint32()} ${fork.uint32()}`;
    });
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('draws integers, picks and shuffles evenly', () => {
    const stream = RandomStream.of(3, 'even');
    const counts = new Map<number, number>();
    for (let i = 0; i < 6000; i++) {
      const value = stream.int(6);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const count of counts.values()) {
      expect(Math.abs(count - 1000)).toBeLessThan(120);
    }
    const orders = new Set(Array.from({ length: 200 }, () => stream.shuffled([1, 2, 3]).join('')));
    expect(orders.size).toBe(6);
  });

  it('has normal draws of mean 0, variance 1 and kurtosis 3', () => {
    const stream = RandomStream.of(4, 'normal');
    const values = Array.from({ length: 20_000 }, () => stream.normal());
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2);
  });
});
