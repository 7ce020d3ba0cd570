import { describe, expect, it } from 'vitest';
import { resultRowOf } from '../testing/records';
import { contrastsOf } from './contrasts';
import { summarize } from './summary';

describe('contrastsOf', () => {
  const rows = (gains: readonly number[]) =>
    gains.flatMap((gain, i) => [
      resultRowOf({ method: 'cot-sft', seed: i + 1, accuracy: 0.1 * i + 0.2 }),
      resultRowOf({ method: 'cot-sft+grpo', seed: i + 1, accuracy: 0.1 * i + 0.2 + gain }),
    ]);
  const verdict = (gains: readonly number[]) => contrastsOf(summarize(rows(gains)))[0].verdict;

  it('says where the interval of the differences lies', () => {
    expect(verdict([0.2, 0.25, 0.15])).toBe('above zero');
    expect(verdict([-0.2, -0.25, -0.15])).toBe('below zero');
    expect(verdict([0.2, -0.2, 0.1])).toBe('open');
  });

  it('has no verdict over two seeds, whose differences may be equal by chance', () => {
    expect(verdict([0.25, 0.25])).toBeNull();
    expect(verdict([0.25])).toBeNull();
  });

  it('leaves out what a table lacks, and a method that has two lines', () => {
    const table = summarize(rows([0.1, 0.2, 0.3]));
    expect(contrastsOf(table).map(({ a, b }) => [a, b])).toEqual([['cot-sft+grpo', 'cot-sft']]);
    expect(contrastsOf([...table, table[0]])).toEqual([]);
  });
});
