import { describe, expect, it } from 'vitest';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import type { RunRecord } from '../../experiment/record/run-record';
import { runRecordOf } from '../../experiment/testing/records';
import { TASK_KINDS } from '../../tasks/dataset';
import { PAPER } from '../terms/paper-figures';
import { missingChoice, runsInAddress, tableInAddress, withChoice } from './compare-address';
import { finalAccuracy, groupTitle, methodTable, removedSeeds, settingsOf, tablesOf } from './method-table';
import {
  accuracyByStage,
  commonestStage,
  curveStages,
  metricsOf,
  overlaidCurves,
  runsWithout,
  stepTicks,
  valuesAt,
} from './runs-compared';

const trimpi = [0.72, 0.66, 0.75].map((accuracy, i) => runRecordOf({ seed: i + 1, accuracy }));
const sft = runRecordOf({ seed: 1, accuracy: 0.5, method: 'cot-sft' });
const inContext = runRecordOf({ seed: 1, accuracy: 0, method: 'in-context' });
const changed = (record: RunRecord, steps: number): RunRecord => ({
  ...record,
  id: `${record.id} ${steps}`,
  config: { ...record.config, rl: { ...record.config.rl, steps } },
});

describe('tables', () => {
  it('never hold runs of different tasks, and each has the figures of its own', () => {
    const pictured = trimpi.map((record) => ({
      ...record,
      id: `${record.id} m`,
      config: { ...record.config, dataset: { ...record.config.dataset, kind: 'clevr-policy-m' as const } },
    }));
    const groups = tablesOf([...trimpi, ...pictured]);
    const kinds = groups.map(({ records }) => new Set(records.map(({ config }) => config.dataset.kind)));
    expect(kinds).toEqual([new Set(['clevr-policy-t']), new Set(['clevr-policy-m'])]);
    expect(new Set(groups.map(settingsOf)).size).toBe(2);
    expect(groupTitle(groups[1])).toContain('Task: ClevrPolicy-M instead of ClevrPolicy-T');
    const figures = TASK_KINDS.map((kind) => PAPER[kind].accuracy['trimpi-poro-dapo']?.percent);
    expect(figures).toEqual([77.8, 85, 76.01]);
  });
});

describe('the main table', () => {
  const [group] = tablesOf([...trimpi, sft, inContext]);
  const { rows, majority, overrideMajority } = methodTable(group.summaries, {
    kind: 'clevr-policy-t',
    whole: true,
  });
  const row = (method: string) => rows.find((one) => one.method === method);

  it('has every row of the paper, with mean, sd and t interval over seeds', () => {
    expect(rows).toHaveLength(10);
    expect(row('trimpi-poro-dapo')?.accuracy?.mean).toBeCloseTo(0.71, 10);
    expect(row('trimpi-poro-dapo')?.accuracy?.sd).toBeCloseTo(0.04583, 5);
    // t(0.975, 2) = 4.3027: 0.71 +- 4.3027 * 0.04583 / sqrt(3)
    expect(row('trimpi-poro-dapo')?.interval?.low).toBeCloseTo(0.5962, 4);
    expect(row('trimpi-poro-dapo')?.interval?.over).toBe('seeds');
    expect(row('direct-sft')).toMatchObject({ summary: null, accuracy: null, interval: null });
    expect(majority?.mean).toBeCloseTo(0.2, 10);
    expect(overrideMajority?.mean).toBeCloseTo(27 / 90, 10);
  });

  it('says an interval over images where there is one seed, In-Context with the policy', () => {
    expect(row('cot-sft')?.interval).toMatchObject({ over: 'images' });
    expect(row('cot-sft')?.interval?.low).toBeCloseTo(finalAccuracy(sft)?.low ?? 0, 10);
    expect(row('in-context')?.accuracy?.mean).toBeCloseTo(0.7, 10);
    expect(row('in-context')?.interval?.over).toBe('images');
  });

  it('never mixes runs of different settings, and names the difference', () => {
    const groups = tablesOf([changed(trimpi[0], 60), ...trimpi]);
    expect(groups.map(({ records }) => records.length)).toEqual([3, 1]);
    expect(groups.map(groupTitle)).toEqual(['Quick', 'Quick, changed (RL steps: 60 instead of 120)']);
  });

  it('tells what was never run from what the visitor took off the list', () => {
    const others = [runRecordOf({ seed: 9, accuracy: 0.5, method: 'direct-sft' }), changed(sft, 60)];
    const removed = removedSeeds(group.records, others);
    expect([...removed]).toEqual([['direct-sft', [9]]]);
    const { rows: shown, leftOut } = methodTable(group.summaries, {
      kind: 'clevr-policy-t',
      whole: true,
      removed,
    });
    const absent = (method: string) => shown.find((one) => one.method === method)?.absent;
    expect(absent('direct-sft')).toBe('removed from the list');
    expect(absent('trimpi-dapo')).toBe('not run');
    expect(absent('cot-sft')).toBeNull();
    // A row that is not there moves no mean.
    expect(leftOut).toEqual([]);
  });

  it('says which seeds a mean leaves out since the visitor took them off the list', () => {
    const gone = [trimpi[0], runRecordOf({ seed: 7, accuracy: 0.2, method: trimpi[0].config.method })];
    const [rest] = tablesOf(trimpi.slice(1));
    const { leftOut, rows: shown } = methodTable(rest.summaries, {
      kind: 'clevr-policy-t',
      whole: true,
      removed: removedSeeds(rest.records, gone),
    });
    const { seed, method } = trimpi[0].config;
    const seeds = [seed, 7].sort((a, b) => a - b).join(' and ');
    expect(leftOut).toEqual([`${METHOD_PLANS[method].label}, seeds ${seeds}`]);
    expect(shown.find((one) => one.method === method)?.interval).toMatchObject({ over: 'seeds', n: 2 });
    // One that was put back, or run again, is counted.
    const again = methodTable(rest.summaries, {
      kind: 'clevr-policy-t',
      whole: true,
      removed: removedSeeds(rest.records, [trimpi[1]]),
    });
    expect(again.leftOut).toEqual([]);
  });

  it('has the controls that were run, and alone the rows of a table about some methods', () => {
    const control = runRecordOf({ seed: 1, accuracy: 0.4, method: 'cot-sft-matched' });
    const [{ summaries }] = tablesOf([sft, control]);
    expect(methodTable(summaries, { kind: 'clevr-policy-t', whole: true }).rows.at(-1)?.method).toBe(
      'cot-sft-matched',
    );
    const part = methodTable(summaries, { kind: 'clevr-policy-t', whole: false });
    expect(part.rows.map(({ method }) => method)).toEqual(['cot-sft', 'cot-sft-matched']);
  });

  it('keeps its name when its runs come and go', () => {
    const [first] = tablesOf([...trimpi, changed(sft, 60)]);
    const [second] = tablesOf([sft, trimpi[2]]);
    expect(settingsOf(second)).toBe(settingsOf(first));
    expect(settingsOf(tablesOf([changed(sft, 60)])[0])).not.toBe(settingsOf(first));
  });

  it('leaves out runs without a result', () => {
    const stopped = { ...sft, stages: sft.stages.slice(0, 1) };
    expect(tablesOf([stopped])).toEqual([]);
  });
});

describe('compared runs', () => {
  it('pair their results by stage, with gaps where one has none', () => {
    const pairs = accuracyByStage([trimpi[0], sft], 'internalized');
    expect(pairs.map(({ stage }) => stage)).toEqual(['vm-cpt', 'cot-sft', 'rl']);
    expect(pairs.map(({ results }) => results.map((result) => result?.value ?? null))).toEqual([
      [0.72, null],
      [0.72, 0.5],
      [0.72, null],
    ]);
    expect(accuracyByStage([trimpi[0], sft], 'inContext')[0].stage).toBe('base');
  });

  it('pair their curves by step', () => {
    const curve = (values: number[]) => values.map((loss, step) => ({ step, loss, 'a/b': 1 }));
    const withCurve = (record: RunRecord, values: number[]): RunRecord => ({
      ...record,
      stages: record.stages.map((stage) =>
        stage.stage === 'cot-sft' ? { ...stage, curve: curve(values) } : stage,
      ),
    });
    const runs = [withCurve(sft, [3, 2, 1, 0]), withCurve(trimpi[0], [5, 4])] as const;
    expect(curveStages(runs)).toEqual(['vm-cpt', 'cot-sft', 'rl']);
    expect(metricsOf(runs, 'cot-sft')).toEqual(['loss', 'a/b']);
    const points = overlaidCurves(runs, 'cot-sft', 'loss', 100);
    expect(points).toEqual([
      { step: 1, values: [3, 5] },
      { step: 2, values: [2, 4] },
      { step: 3, values: [1, undefined] },
      { step: 4, values: [0, undefined] },
    ]);
    expect(overlaidCurves(runs, 'cot-sft', 'loss', 2)).toEqual([
      { step: 1, values: [undefined, 5] },
      { step: 2, values: [2.5, 4] },
      { step: 4, values: [0.5, undefined] },
    ]);
    expect(valuesAt(points, 3)).toEqual([1, 4]);
    expect(valuesAt(points, 0)).toEqual([undefined, undefined]);
    expect(overlaidCurves([...runs, runs[0]], 'cot-sft', 'loss', 100)[0].values).toEqual([3, 5, 3]);
  });

  it('show the stage that most of them trained, and say which have no curve of another', () => {
    const direct = runRecordOf({ seed: 1, accuracy: 0.5, method: 'direct-sft' });
    expect(commonestStage([direct, sft, { ...direct, id: 'other' }])).toBe('direct-sft');
    expect(commonestStage([sft, direct])).toBe('cot-sft');
    expect(commonestStage([trimpi[0], trimpi[1]])).toBe('rl');
    expect(commonestStage([{ ...sft, stages: [] }])).toBeNull();
    const stages = curveStages([direct, sft]);
    expect(stages).toEqual(['direct-sft', 'cot-sft']);
    const [metric] = metricsOf([direct, sft], 'cot-sft');
    expect(runsWithout(overlaidCurves([direct, sft, direct], 'cot-sft', metric, 100))).toEqual([0, 2]);
    expect(runsWithout(overlaidCurves([sft], 'cot-sft', metric, 100))).toEqual([]);
  });

  it('have an axis from the first step to the last', () => {
    expect(stepTicks(120)).toEqual([1, 50, 100, 120]);
    expect(stepTicks(2)).toEqual([1, 2]);
    expect(stepTicks(1)).toEqual([1]);
    for (const last of [3, 6, 40, 100, 999]) {
      const ticks = stepTicks(last);
      expect([ticks[0], ticks.at(-1)]).toEqual([1, last]);
      expect(ticks.every((tick, i) => Number.isInteger(tick) && (i === 0 || tick > ticks[i - 1]))).toBe(true);
    }
  });
});

describe('the address', () => {
  it('holds the table and the runs, and leaves the rest alone', () => {
    const query = withChoice('?screen=compare&preset=quick', { table: 'quick', runs: ['a-1', 'b 2'] });
    expect(query).toBe('?screen=compare&preset=quick&table=quick&runs=a-1,b+2');
    expect(tableInAddress(query)).toBe('quick');
    expect(runsInAddress(query)).toEqual(['a-1', 'b 2']);
    expect(withChoice(query, { runs: [] })).toBe('?screen=compare&preset=quick&table=quick');
    expect(runsInAddress('')).toEqual([]);
  });

  it('says what it names and the browser does not have', () => {
    const known = { tables: ['quick'], entries: [] };
    expect(missingChoice({ table: 'quick', runs: [] }, known)).toBeNull();
    expect(missingChoice({ table: 'x', runs: ['a', 'b'] }, known)).toContain('the table “x” and 2 runs');
  });
});
