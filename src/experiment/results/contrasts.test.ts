import { describe, expect, it } from 'vitest';
import type { Method } from '../plan/methods';
import { resultRowOf } from '../testing/records';
import { contrastsOf, correctedOver, pInWords, verdictInWords } from './contrasts';
import { summarize } from './summary';

describe('contrastsOf', () => {
  const rows = (gains: readonly number[]) =>
    gains.flatMap((gain, i) => [
      resultRowOf({ method: 'cot-sft', seed: i + 1, accuracy: 0.1 * i + 0.2 }),
      resultRowOf({ method: 'cot-sft+grpo', seed: i + 1, accuracy: 0.1 * i + 0.2 + gain }),
    ]);
  const verdict = (gains: readonly number[]) => contrastsOf(summarize(rows(gains)))[0].verdict;

  it('agrees with the corrected p beside it, also where the interval alone would not', () => {
    const rowsOf = (method: Method, accuracies: readonly number[]) =>
      accuracies.map((accuracy, i) => resultRowOf({ method, seed: i + 1, accuracy }));
    const table = summarize([
      ...rowsOf('direct-sft', [0.1, 0.1, 0.1]),
      ...rowsOf('cot-sft', [0.2, 0.25, 0.15]),
      ...rowsOf('cot-sft+grpo', [0.3, 0.37, 0.21]),
      ...rowsOf('cot-sft+dapo', [0.5, 0.9, 0.1]),
    ]);
    const contrasts = contrastsOf(table);
    expect(contrasts.length).toBeGreaterThan(3);
    for (const { verdict, p } of contrasts) {
      expect(verdict !== 'open').toBe((p as number) < 0.05);
    }
    // The interval of this one excludes zero; among so many contrasts that is no evidence.
    const first = contrasts.find(({ a, b }) => a === 'cot-sft' && b === 'direct-sft');
    expect(first?.difference.interval?.low).toBeGreaterThan(-0.05);
    expect(first?.verdict).toBe('open');
    expect(correctedOver(contrasts)).toBe(contrasts.length);
  });

  it('says on which side of zero the differences lie', () => {
    expect(verdict([0.2, 0.25, 0.15])).toBe('above zero');
    expect(verdict([-0.2, -0.25, -0.15])).toBe('below zero');
    expect(verdict([0.2, -0.2, 0.1])).toBe('open');
  });

  it('has no verdict over two seeds, whose differences may be equal by chance', () => {
    expect(verdict([0.25, 0.25])).toBeNull();
    expect(verdict([0.25])).toBeNull();
  });

  it('says an open difference whose own interval leaves zero out, and how far the corrected p is from .05', () => {
    const rowsOf = (method: Method, accuracies: readonly number[]) =>
      accuracies.map((accuracy, i) => resultRowOf({ method, seed: i + 1, accuracy }));
    const contrasts = contrastsOf(
      summarize([
        ...rowsOf('direct-sft', [0.1, 0.1, 0.1]),
        ...rowsOf('cot-sft', [0.2, 0.25, 0.17]),
        ...rowsOf('cot-sft+grpo', [0.3, 0.37, 0.21]),
      ]),
    );
    const [gain] = contrasts;
    expect([gain.a, gain.b]).toEqual(['cot-sft', 'direct-sft']);
    expect(gain.difference.interval?.low).toBeGreaterThan(0);
    expect(verdictInWords(gain)).toBe('open');
    // t is 4.571 with two degrees of freedom: p is 1 - t / sqrt(2 + t^2), times three contrasts.
    expect(gain.p).toBeCloseTo(3 * 0.04467, 4);
    expect(pInWords(gain.p)).toBe('0.134');
    expect(correctedOver(contrasts)).toBe(3);
  });

  it('says why there is no verdict', () => {
    const words = (gains: readonly number[]) => verdictInWords(contrastsOf(summarize(rows(gains)))[0]);
    expect(words([0.25, 0.3])).toBe('too few seeds');
    expect(words([0, 0, 0])).toBe('equal at all seeds');
    expect(words([0.2, 0.25, 0.15])).toBe('above zero');
    expect([pInWords(null), pInWords(0.0001), pInWords(0.0704)]).toEqual(['-', '< 0.001', '0.070']);
  });

  it('leaves out what a table lacks, and a method that has two lines', () => {
    const table = summarize(rows([0.1, 0.2, 0.3]));
    expect(contrastsOf(table).map(({ a, b }) => [a, b])).toEqual([['cot-sft+grpo', 'cot-sft']]);
    expect(contrastsOf([...table, table[0]])).toEqual([]);
  });
});
