import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advantagesBySource, groupAdvantages, standardDeviation } from './advantage';

const rewards = fc.array(
  fc.integer({ min: -20, max: 20 }).map((n) => n / 10),
  { minLength: 2, maxLength: 16 },
);
const uneven = rewards.filter((values) => new Set(values).size > 1);

describe('groupAdvantages', () => {
  it('meets the numeric case of method 2.6', () => {
    const [right, ...wrong] = groupAdvantages([1, 0, 0, 0]);
    expect(right).toBeCloseTo(1.499997, 6);
    for (const advantage of wrong) {
      expect(advantage).toBeCloseTo(-0.499999, 6);
    }
  });

  it('has one degree of freedom removed from the deviation', () => {
    expect(standardDeviation([1, 3])).toBeCloseTo(Math.SQRT2, 12);
    expect(standardDeviation([5])).toBe(0);
  });

  it('sums to 0 and has deviation 1', () => {
    fc.assert(
      fc.property(uneven, (values) => {
        const advantages = groupAdvantages(values);
        expect(advantages.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
        expect(standardDeviation(advantages)).toBeCloseTo(1, 3);
      }),
    );
  });

  it('does not change with shift, scale or order', () => {
    fc.assert(
      fc.property(
        uneven,
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (values, shift, scale) => {
          const advantages = groupAdvantages(values);
          const moved = groupAdvantages(values.map((value) => shift + scale * value));
          const turned = groupAdvantages([...values].reverse()).reverse();
          for (const [i, advantage] of advantages.entries()) {
            expect(Math.abs(moved[i] - advantage)).toBeLessThan(1e-3);
            expect(turned[i]).toBeCloseTo(advantage, 9);
          }
        },
      ),
    );
  });

  it('is 0 where there is nothing to compare', () => {
    expect(groupAdvantages([0.7])).toEqual([0]);
    expect(groupAdvantages([])).toEqual([]);
    for (const advantage of groupAdvantages(Array(8).fill(0.1))) {
      expect(Math.abs(advantage)).toBeLessThan(1e-9);
    }
  });
});

describe('advantagesBySource', () => {
  it('compares each response with those of its own source alone, in the order given', () => {
    const rewards = [1, 0, 0, 1, 1, 0, 0, 0];
    const sources = ['no', 'aware', 'no', 'aware', 'no', 'aware', 'no', 'aware'];
    const advantages = advantagesBySource(rewards, sources);
    for (const source of ['no', 'aware']) {
      const own = (values: readonly number[]) => values.filter((_, i) => sources[i] === source);
      expect(own(advantages)).toEqual(groupAdvantages(own(rewards)));
    }
    // Right answers with the policy in sight lift nobody else's mean.
    expect(advantagesBySource([0, 0, 1, 1], ['no', 'no', 'aware', 'aware'])).toEqual([0, 0, 0, 0]);
  });
});
