import { expect, it } from 'vitest';
import { acrossSettings } from './across';
import type { ResultRow } from './result-row';

const row = (method: string, seed: number, accuracy: number | null, accuracyInContext = 0) =>
  ({ method, seed, accuracy, accuracyInContext }) as ResultRow;

it('compares accuracies and gains of two settings at the seeds that both have', () => {
  const pictures = [
    row('in-context', 1, null, 0.5),
    row('in-context', 2, null, 0.75),
    ...[1, 2, 3].flatMap((seed) => [
      row('cot-sft', seed, 0.25),
      row('vm-cpt+cot-sft', seed, 0.25 + seed / 8),
    ]),
  ];
  const words = [
    row('in-context', 1, null, 0.75),
    ...[1, 2].flatMap((seed) => [row('cot-sft', seed, 0.5), row('vm-cpt+cot-sft', seed, 0.5)]),
  ];
  const [base, masked, ...others] = acrossSettings(pictures, words);
  expect(others).toEqual([]);
  expect(base).toMatchObject({ of: 'in-context', over: null, difference: { n: 1, mean: -0.25 } });
  // Gains of .125 and .25 with pictures against none in words; seed 3 is of one setting only.
  expect(masked).toMatchObject({ of: 'vm-cpt+cot-sft', over: 'cot-sft', difference: { n: 2, mean: 0.1875 } });
  expect(masked.difference.interval?.low).toBeLessThan(0);
});
