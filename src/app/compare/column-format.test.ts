import { describe, expect, it } from 'vitest';
import { estimate } from '../../experiment/results/statistics';
import { columnFormat } from './column-format';

const of = (values: readonly number[]) => estimate(values);

describe('a column of numbers', () => {
  it('has the same digits after the point in every row', () => {
    const { mean } = columnFormat([of([1]), of([0.714]), of([9.8]), null], 'number');
    expect([1, 0.714, 9.8].map(mean)).toEqual(['1.00', '0.71', '9.80']);
    expect(columnFormat([of([0.5])], 'percent').mean(0.5)).toBe('50.0\u00a0%');
    expect(columnFormat([of([39])], 'count').mean(39)).toBe('39');
  });

  it('claims no hundredths of large numbers', () => {
    expect(columnFormat([of([412.3]), of([3.2])], 'number').mean(3.2)).toBe('3');
  });

  it('has spreads of one width, with the digits of the means', () => {
    const { spread, blank } = columnFormat([of([0.3, 0.5]), of([0.5, 0.51])], 'percent');
    expect(spread(0.1414)).toBe('±\u00a014.1');
    expect(spread(0.007)).toBe('±\u00a00.7\u2007');
    expect(blank).toHaveLength(spread(0.007).length);
  });

  it('has no room for spreads where there are none', () => {
    const { spread, blank } = columnFormat([of([0.3])], 'percent');
    expect([spread(null), spread(0), spread(1e-17), blank]).toEqual(['', '', '', '']);
  });
});
