import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runRecordOf } from '../../experiment/testing/records';
import { type TableOnRecord, tablesOnRecord } from '../state/on-record';
import { scored } from './score';
import { lineOnRecord, meanAfter, methodEndingAt, mostLost, tablesOfOneBase } from './seeds';
import { whereUnread } from './why';

const file = (name: string) => ({
  file: name,
  ...JSON.parse(readFileSync(`docs/results/${name}.json`, 'utf8')),
});
const tables = tablesOnRecord([file('quick'), file('deep')]);
const record = runRecordOf({ seed: 1, accuracy: 0.6 });
const values = (method: string, measure: (row: Record<string, number>) => number): number[] =>
  file('quick')
    .rows.filter((row: { method: string }) => row.method === method)
    .map(measure);
const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;

describe('what many seeds of a recording’s recipe came to', () => {
  it('is read from the table of its preset', () => {
    expect(lineOnRecord(tables, record, 'cot-sft')?.seeds.length).toBeGreaterThan(1);
    expect(lineOnRecord([], record, 'cot-sft')).toBeNull();
    const { config } = record;
    const changed = { ...record, config: { ...config, rl: { ...config.rl, steps: 7 } } };
    expect(lineOnRecord(tables, changed, config.method)).toBeNull();
  });

  it('of an earlier stage is that of the method that ends there', () => {
    expect(methodEndingAt('trimpi-poro-dapo', 'cot-sft')).toBe('vm-cpt+cot-sft');
    expect(methodEndingAt('trimpi-poro-dapo', 'rl')).toBe('trimpi-poro-dapo');
    expect(methodEndingAt('trimpi-poro-dapo', 'vm-cpt')).toBeNull();
    expect(methodEndingAt('trimpi-dapo', 'base')).toBe('in-context');
    expect(meanAfter(tables, record, 'cot-sft', 'accuracy')?.mean).toBeCloseTo(
      mean(values('vm-cpt+cot-sft', (row) => row.accuracy)),
    );
    expect(meanAfter(tables, record, 'base', 'override')?.mean).toBeCloseTo(
      mean(values('in-context', (row) => row.override)),
    );
    expect(meanAfter(tables, record, 'vm-cpt', 'accuracy')).toBeNull();
  });

  it('decides which skill is said to have suffered most, and what a prediction is held against', () => {
    const lost = mostLost(tables, record);
    expect(lost?.seeds).toBe(lineOnRecord(tables, record, record.config.method)?.seeds.length);
    expect(mostLost([], record)?.seeds).toBeNull();
    expect(mostLost([], { ...record, stages: record.stages.slice(0, 1) })).toBeNull();
    const real = 100 * mean(values('vm-cpt+cot-sft', (row) => row.accuracy));
    const [said] = scored({ reason: Math.round(real) }, record, tables);
    expect(said).toMatchObject({ isRight: true, said: expect.stringContaining('the mean of') });
  });

  it('is compared between two presets only where both start from one base', () => {
    const all = ['quick', 'quick-controls', 'quick-faithful', 'm-quick'].map(file);
    const found = tablesOfOneBase(tablesOnRecord(all), ['quick', 'quick-faithful'], 'trimpi-poro-dapo');
    expect(found?.map(({ key }) => key)).toEqual(['quick-controls', 'quick-faithful']);
    const [today, other] = tablesOnRecord([file('quick'), file('quick-faithful')]);
    expect(today.base).not.toBe(other.base);
    expect(tablesOfOneBase([today, other], ['quick', 'quick-faithful'], 'trimpi-poro-dapo')).toBeNull();
  });

  it('says of PolicyRollout that it harms only where a table shows it', () => {
    expect(whereUnread([])).toBeNull();
    const line = (method: string, accuracies: readonly number[]) => ({
      method,
      seeds: accuracies.map((_, i) => i),
      rows: accuracies.map((accuracy, seed) => ({ accuracy, seed })),
      measures: { accuracy: { mean: mean(accuracies) } },
    });
    const deep = (aware: readonly number[]) =>
      [
        {
          preset: 'deep',
          whole: true,
          summaries: [line('trimpi-poro-dapo', aware), line('trimpi-dapo', [0.78, 0.8, 0.79])],
        },
      ] as unknown as TableOnRecord[];
    expect(whereUnread(deep([0.1, 0.12, 0.14]))).toContain('12\u00a0% with it and 79\u00a0% without');
    expect(whereUnread(deep([0.7, 0.85, 0.8]))).toBeNull();
  });
});
