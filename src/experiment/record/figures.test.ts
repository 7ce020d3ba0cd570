import { describe, expect, it } from 'vitest';
import { runRecordOf } from '../testing/records';
import { figures, firstDifference } from './figures';

const record = runRecordOf({ seed: 1, accuracy: 0.5 });
const slower = { ...record, stages: record.stages.map((stage) => ({ ...stage, seconds: 99 })) };
const other = runRecordOf({ seed: 1, accuracy: 0.6 });

describe('the figures of a run', () => {
  it('are the same however long it took, and others where a result is', () => {
    expect(figures(slower)).toBe(figures(record));
    expect(figures(other)).not.toBe(figures(record));
    const turned = record.stages.map((stage) => Object.fromEntries(Object.entries(stage).reverse()));
    expect(figures({ ...record, stages: turned as unknown as typeof record.stages })).toBe(figures(record));
  });

  it('name the first place where two differ', () => {
    expect(firstDifference(record, slower)).toBeNull();
    expect(firstDifference(record.stages, other.stages)).toBe('/1/evaluation/endTask/value: 0.5 and 0.6');
    expect(firstDifference({ a: [1, 2] }, { a: [1] })).toBe('/a/1: 2 and undefined');
    expect(firstDifference({ a: 1 }, { a: 2 }, new Set(['a']))).toBeNull();
    expect(firstDifference([0, Number.NaN], [-0, Number.NaN])).toBeNull();
  });
});
