import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percent, pointsBetween } from './format';

const wholes = (text: string) => Number(text.replace('−', '-').replace('±', '').replace(/\s%/, ''));

it('says a difference that does not contradict the percents beside it', () => {
  expect(pointsBetween(0.5, 0.62)).toBe('+12');
  expect(pointsBetween(0.994, 0.975)).toBe('−1.9');
  expect(pointsBetween(0.5, 0.5)).toBe('±0');
  expect(pointsBetween(0.504, 0.506)).toBe('+0.2');
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, (from, to) => {
      const said = pointsBetween(from, to);
      const printed = wholes(percent(to)) - wholes(percent(from));
      // Whole points are the difference of what is printed; with a digit more they are the difference itself.
      if (!said.includes('.')) expect(wholes(said)).toBe(printed);
      expect(Math.abs(wholes(said) - 100 * (to - from))).toBeLessThanOrEqual(
        said.includes('.') ? 0.051 : 0.501,
      );
    }),
  );
});
