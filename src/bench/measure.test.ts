import { describe, expect, it } from 'vitest';
import { median } from '../evaluate/median';
import { interleaved, logLogSlope } from './measure';

describe('measuring', () => {
  it('takes the middle, or the mean of the two middle ones', () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(median([4, 1, 9, 2])).toBe(3);
  });

  it('finds the exponent of a power law', () => {
    const law = (x: number): [number, number] => [x, 3 * x ** 1.7];
    expect(logLogSlope([1, 2, 4, 10].map(law))).toBeCloseTo(1.7, 10);
  });

  it('takes variants in turns after one uncounted run of each', async () => {
    const order: string[] = [];
    const variant = (name: string) => async () => order.push(name);
    const ms = await interleaved({ a: variant('a'), b: variant('b') }, 3);
    expect(order.join('')).toBe('abababab');
    expect(Object.keys(ms)).toEqual(['a', 'b']);
  });

  it('measures one round however little time there is, and no other once it is over', async () => {
    let runs = 0;
    await interleaved({ a: async () => runs++ }, 100, 0);
    expect(runs).toBe(2);
  });
});
