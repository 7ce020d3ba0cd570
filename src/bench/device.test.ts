import { expect, it } from 'vitest';
import { stepFlops } from './device';

it('counts the operations of a step: weights, tied head and attention, forward and backward', () => {
  const shape = { width: 8, layers: 1, heads: 2, vocabulary: 64, length: 4, batch: 2 };
  const weights = 64 * 8 + 8 + 8 * 24 + 8 * 8 + 8 + 8 * 32 + 32 * 8 + 8;
  expect(stepFlops(shape)).toBe(6 * 8 * weights + 7 * 2 * 8 * 16);
});
