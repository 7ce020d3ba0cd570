import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { estimateCost } from '../experiment/plan/estimate';
import type { RunRecord } from '../experiment/record/run-record';
import { Pace } from './pace';

const FOLDER = 'public/runs';
/** They ran beside other work on the machine, their stages at different paces. */
const DISTURBED = ['deep-trimpi-dapo-1.json', 'sparse-trimpi-gated-poro-dapo-1.json'];
/** Recorded before alike responses were trained on as one. */
const OLD = ['sparse-trimpi-grpo-1.json', 'sparse-trimpi-poro-grpo-1.json'];

const recorded = readdirSync(FOLDER)
  .filter((file) => /\.json$/.test(file) && file !== 'index.json' && ![...DISTURBED, ...OLD].includes(file))
  .map((file): RunRecord => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')))
  .filter(({ stages }) => stages.length > 2);

describe('the pace of a run', () => {
  it.each(recorded.map((record) => [record.title, record] as const))(
    'after its first stage tells the rest of %s within a factor of 1.3',
    (_, { config, stages }) => {
      const cost = estimateCost(config);
      const perEvaluation = cost.evaluationFlops / (1 + cost.stages.length);
      const flops = (at: number) => cost.stages[at].flops + perEvaluation;
      const pace = new Pace(perEvaluation, stages[0].seconds);
      pace.add(flops(0), stages[1].seconds);
      const rest = stages.slice(2);
      const real = rest.reduce((sum, { seconds }) => sum + seconds, 0);
      const told = pace.seconds(rest.reduce((sum, _stage, i) => sum + flops(1 + i), 0));
      expect(told / real).toBeGreaterThan(1 / 1.3);
      expect(told / real).toBeLessThan(1.3);
    },
  );

  it('is not known before anything was timed', () => {
    const pace = new Pace();
    expect([pace.isKnown, pace.seconds(100)]).toEqual([false, 0]);
    expect(pace.with(10, 5).seconds(100)).toBe(50);
  });
});
