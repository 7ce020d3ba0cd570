import { expect } from 'vitest';

export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

interface AllcloseMatchers<R = unknown> {
  /** Every element within `absolute + relative * |expected|` (defaults 1e-4, 1e-5); NaN is close to nothing. */
  toBeAllclose(expected: ArrayLike<number>, tolerance?: Tolerance): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the signature that vitest's own declaration has
  interface Matchers<T = any> extends AllcloseMatchers<T> {}
}

expect.extend({
  toBeAllclose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance = {}) {
    const { relative = 1e-4, absolute = 1e-5 } = tolerance;
    if (actual.length !== expected.length) {
      return { pass: false, message: () => `${actual.length} elements, expected ${expected.length}` };
    }
    let far = 0;
    let worst = -1;
    let worstExcess = 0;
    for (let i = 0; i < expected.length; i++) {
      const excess = Math.abs(actual[i] - expected[i]) - absolute - relative * Math.abs(expected[i]);
      if (!(excess <= 0)) {
        far++;
        if (worst < 0 || !(excess <= worstExcess)) {
          worst = i;
          worstExcess = excess;
        }
      }
    }
    return {
      pass: far === 0,
      message: () =>
        far === 0
          ? 'expected at least one element to differ'
          : `${far} of ${expected.length} elements differ; worst at ${worst}: ${actual[worst]}, expected ${expected[worst]}`,
    };
  },
});
