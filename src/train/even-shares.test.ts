import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evenShares } from './even-shares';

it('shares a list out in order, as evenly as can be, over as many updates as were asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (list, count) => {
      const shares = evenShares(list, count);
      expect(shares.flat()).toEqual(list);
      expect(shares.length).toBe(Math.min(count, list.length));
      const lengths = shares.map(({ length }) => length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }),
  );
  // Groups that dynamic sampling left: with ceil(10 / 8) to each, only five updates would happen.
  expect(evenShares([...Array(10).keys()], 8)).toHaveLength(8);
});
