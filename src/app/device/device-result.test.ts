import { describe, expect, it } from 'vitest';
import { comparison, figure, resultJson } from './device-result';

describe('a measurement in words', () => {
  it('has units', () => {
    expect(figure({ unit: 'ms' }, 1234.5)).toBe('1235\u00a0ms');
    expect(figure({ unit: 'tokens/s' }, 2345.6)).toBe('2,346\u00a0tokens/s');
  });

  it('says which side is faster', () => {
    expect(comparison(9.44)).toBe('9.4 x faster');
    expect(comparison(0.5)).toBe('2 x slower');
  });

  it('copies as JSON with the device, the build and the date', () => {
    const report = { backend: 'webgpu', device: 'a GPU', ceiling: 10, rows: [] } as const;
    const copied = JSON.parse(resultJson(report, 'abc', '2026-11-25T00:00:00Z'));
    expect(copied).toEqual({ ...report, build: 'abc', date: '2026-11-25T00:00:00Z' });
  });
});
