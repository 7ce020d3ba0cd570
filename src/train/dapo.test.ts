import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropReason, overlongPenalty } from './dapo';
import { reward } from './reward';

describe('overlong shaping', () => {
  it('meets the numeric cases of method 2.6', () => {
    const at = (length: number) => overlongPenalty(length, 20480, 4096);
    expect([16384, 18432, 20480].map(at)).toEqual([0, -0.5, -1]);
  });

  it('is 0 for short responses, never below -1, and never rises with length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 40 }), (longest, buffer) => {
        const penalties = Array.from({ length: longest + 20 }, (_, length) =>
          overlongPenalty(length, longest, buffer),
        );
        penalties.forEach((penalty, length) => {
          expect(penalty).toBeLessThanOrEqual(length > 0 ? penalties[length - 1] : 1);
          expect(penalty).toBeGreaterThanOrEqual(-1);
          expect(penalty === 0).toBe(length <= longest - buffer);
        });
      }),
    );
  });
});

describe('dynamic sampling', () => {
  it('drops groups whose accuracies are all equal and keeps the others', () => {
    expect(dropReason([0, 1])).toBeNull();
    expect(dropReason([1, 1, 0, 1])).toBeNull();
    expect(dropReason([0, 0])).toBe('all wrong');
    expect(dropReason([1, 1])).toBe('all correct');
  });

  it('looks at accuracy, not at the weighted reward', () => {
    const rewards = ([1, 0] as const).map((format) => reward({ accuracy: 0, format }));
    expect(new Set(rewards.map(({ total }) => total)).size).toBe(2);
    expect(dropReason(rewards.map(({ accuracy }) => accuracy))).toBe('all wrong');
  });
});
