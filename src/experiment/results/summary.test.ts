import { describe, expect, it } from 'vitest';
import type { Method } from '../plan/methods';
import type { RunRecord } from '../record/run-record';
import { resultRowOf, runRecordOf } from '../testing/records';
import { contrast, groupRuns, summarize } from './summary';

describe('summarize', () => {
  it('gives a line per method in the paper’s order, over distinct seeds', () => {
    const table = summarize([
      resultRowOf({ method: 'cot-sft', seed: 2, accuracy: 0.5 }),
      resultRowOf({ method: 'cot-sft', seed: 1, accuracy: 0.9 }),
      resultRowOf({ method: 'in-context', seed: 1, stage: 'base', accuracy: null, accuracyInContext: 0.7 }),
      resultRowOf({ method: 'cot-sft', seed: 1, accuracy: 0.3 }),
    ]);
    expect(table.map(({ label, seeds }) => [label, seeds])).toEqual([
      ['In-Context', [1]],
      ['CoT SFT', [1, 2]],
    ]);
    const [inContext, cot] = table;
    expect(inContext.measures.accuracy).toEqual({ n: 1, mean: 0.7, sd: null, interval: null });
    expect(cot.measures.accuracy?.mean).toBeCloseTo(0.4, 12);
    // t(1) is 12.7: the interval of two seeds would leave 0 to 1.
    expect(cot.measures.accuracy?.interval).toEqual({ low: 0, high: 1 });
  });

  it('counts what a method’s own prompt costs', () => {
    const [inContext, cot] = summarize([
      resultRowOf({ method: 'in-context', promptTokens: { withPolicy: 100, withoutPolicy: 39 } }),
      resultRowOf({ method: 'cot-sft', promptTokens: { withPolicy: 100, withoutPolicy: 39 } }),
    ]);
    expect(inContext.measures.promptTokens?.mean).toBe(100);
    expect(cot.measures.promptTokens?.mean).toBe(39);
  });

  it('takes prefill as the median over the runs of the table, which a disturbed run does not move', () => {
    const timed = (method: Method, seed: number, withPolicy: number, withoutPolicy: number) =>
      resultRowOf({ method, seed, prefillMs: { withPolicy, withoutPolicy } });
    const [inContext, direct, cot] = summarize([
      timed('in-context', 1, 12, 8),
      timed('direct-sft', 1, 10, 9),
      timed('direct-sft', 2, 11, 17),
      timed('cot-sft', 1, 30, 8.5),
      timed('cot-sft', 2, 11.5, 7),
    ]);
    expect(inContext.measures.prefillMs).toEqual({ n: 5, mean: 11.5, sd: 0.5, interval: null });
    expect(direct.measures.prefillMs).toEqual({ n: 5, mean: 8.5, sd: 0.5, interval: null });
    expect(cot.measures.prefillMs).toEqual(direct.measures.prefillMs);
    expect(summarize([timed('cot-sft', 1, 2, 1)])[0].measures.prefillMs).toMatchObject({ mean: 1, sd: null });
  });

  it('leaves a measure null where no row has it', () => {
    const [line] = summarize([
      resultRowOf({ method: 'direct-sft', exact: null, baseSkills: { ruleWalk: 0.5, kl: 0.1 } }),
    ]);
    expect(line.measures.exact).toBeNull();
    expect(line.measures.tool).toBeNull();
    expect(line.measures.exist).toBeNull();
    expect(line.measures.ruleWalk?.mean).toBe(0.5);
  });
});

describe('contrast', () => {
  it('pairs the seeds that both methods have', () => {
    const [a, b] = summarize([
      ...[1, 2, 3].map((seed) => resultRowOf({ method: 'cot-sft', seed, accuracy: 0.2 * seed })),
      ...[2, 3, 4].map((seed) => resultRowOf({ method: 'cot-sft+dapo', seed, accuracy: 0.2 * seed + 0.1 })),
    ]);
    const gain = contrast(b, a, 'accuracy');
    expect(gain?.n).toBe(2);
    expect(gain?.mean).toBeCloseTo(0.1, 12);
    expect(
      contrast(a, summarize([resultRowOf({ method: 'in-context', seed: 9 })])[0], 'accuracy'),
    ).toBeNull();
  });
});

describe('groupRuns', () => {
  it('never mixes runs whose settings differ, and takes the newest of a repeated seed', () => {
    const quick = runRecordOf({ seed: 1, accuracy: 0.6, date: '2025-01-02T00:00:00Z' });
    const older = runRecordOf({ seed: 1, accuracy: 0.1, date: '2025-01-01T00:00:00Z' });
    const other = runRecordOf({ seed: 1, accuracy: 0.9 });
    const changed = { ...other, config: { ...other.config, rl: { ...other.config.rl, steps: 7 } } };
    const groups = groupRuns([quick, changed, older]);
    expect(groups.map(({ records }) => records.length)).toEqual([2, 1]);
    expect(groups[0].summaries[0].measures.accuracy?.mean).toBe(0.6);
  });

  it('averages runs of one build on one device only, and says which in the labels', () => {
    const seeds = [1, 2].map((seed) => runRecordOf({ seed, accuracy: 0.6 }));
    const elsewhere = (record: RunRecord, changes: Partial<RunRecord['provenance']>): RunRecord => ({
      ...record,
      provenance: { ...record.provenance, ...changes },
    });
    const newer = elsewhere(runRecordOf({ seed: 3, accuracy: 0.9 }), { build: '0123456789ab' });
    const [group] = groupRuns([newer, ...seeds]);
    expect(group.summaries.map(({ measures, seeds: ran }) => [measures.accuracy?.mean, ran])).toEqual([
      [0.6, [1, 2]],
      [0.9, [3]],
    ]);
    expect(group.summaries[1].label).toMatch(/ \(build 012345\)$/);
    const [other] = groupRuns([...seeds, elsewhere(seeds[0], { device: 'another device' })]);
    expect(other.summaries.map(({ label }) => label)).toEqual([
      expect.stringMatching(/\([^)]*\)$/),
      expect.stringMatching(/ \(another device\)$/),
    ]);
  });

  it('shows no result of a run that did not reach its last evaluation', () => {
    const record = runRecordOf({ seed: 1, accuracy: 0.6 });
    const [group] = groupRuns([{ ...record, stages: record.stages.slice(0, 1) }]);
    expect(group.records).toHaveLength(1);
    expect(group.summaries).toEqual([]);
  });
});
