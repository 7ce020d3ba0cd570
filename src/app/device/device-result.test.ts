import { describe, expect, it } from 'vitest';
import { resultJson, times } from './device-result';

describe('a measurement in words', () => {
  it('gives ratios two digits, above one and below', () => {
    expect(times(9.44)).toBe('9.4\u00a0x');
    expect(times(0.5)).toBe('0.5\u00a0x');
    expect(times(123.4)).toBe('120\u00a0x');
  });

  it('copies as JSON with the device, the build and the date', () => {
    const report = { backend: 'webgpu', device: 'a GPU', ceiling: 10, rows: [] } as const;
    const copied = JSON.parse(resultJson(report, 'abc', '2026-11-25T00:00:00Z'));
    expect(copied).toEqual({ ...report, build: 'abc', date: '2026-11-25T00:00:00Z' });
  });
});
