import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageName } from '../plan/methods';
import type { MetricPoint, RunRecord } from '../record/run-record';
import { ALARM_AFTER, lastingSuspicion, suspicionIn } from './anomalies';

/** The curves that were recorded for the page: nothing went wrong in them. */
const folder = new URL('../../../public/runs/', import.meta.url);
const curves = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .flatMap((name) => {
    const { stages } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as RunRecord;
    return stages.filter(({ curve }) => curve.length > 0);
  });
const rlCurves = curves.filter(({ stage }) => stage === 'rl').map(({ curve }) => curve);

/** Updates from `from` on until the alarm; null when there is none. */
function delay(stage: StageName, curve: readonly MetricPoint[], from: number): number | null {
  for (let end = from + 1; end <= curve.length; end++) {
    if (lastingSuspicion(stage, curve.slice(0, end))) {
      return end - from;
    }
  }
  return null;
}

/** A recorded curve, and where in it something happens; late enough for there to be a level to fall from. */
const rlPlace = fc
  .constantFrom(...rlCurves)
  .chain((curve) => fc.tuple(fc.constant(curve), fc.integer({ min: 30, max: curve.length - ALARM_AFTER })));

const changed = (curve: readonly MetricPoint[], from: number, change: (point: MetricPoint) => object) =>
  curve.map((point, i) => (i < from ? point : ({ ...point, ...change(point) } as MetricPoint)));

describe('anomalies', () => {
  it('there are none in recorded runs', () => {
    expect(rlCurves.length).toBeGreaterThan(3);
    for (const { stage, curve } of curves) {
      expect(delay(stage, curve, 0)).toBeNull();
    }
  });

  it('a loss or gradient norm that is no number is noticed at once, in every stage', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...curves)
          .chain((recorded) => fc.tuple(fc.constant(recorded), fc.nat(recorded.curve.length - 1))),
        fc.constantFrom('loss', 'grad_norm'),
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        ([{ stage, curve }, at], metric, value) => {
          const bad = changed(curve, at, () => ({ [metric]: value }));
          expect(delay(stage, bad, 0)).toBe(at + 1);
          expect(lastingSuspicion(stage, bad.slice(0, at + 1))).toBe('not-finite');
        },
      ),
    );
  });

  it('a collapse of the reward is noticed within five updates', () => {
    fc.assert(
      fc.property(rlPlace, fc.double({ min: 0, max: 0.2, noNaN: true }), ([curve, at], share) => {
        const bad = changed(curve, at, ({ reward }) => ({ reward: share * reward }));
        expect(delay('rl', bad, at)).toBeLessThanOrEqual(ALARM_AFTER);
        expect(delay('rl', bad, at)).not.toBeNull();
      }),
    );
  });

  it('a collapse of the entropy is noticed within five updates', () => {
    fc.assert(
      fc.property(rlPlace, fc.double({ min: 0, max: 0.002, noNaN: true }), ([curve, at], entropy) => {
        // A policy that has learned everything may be sure of itself.
        const bad = changed(curve, at, (point) => ({
          entropy,
          'rewards/accuracy': Math.min(0.9, point['rewards/accuracy']),
        }));
        const end = at + ALARM_AFTER;
        expect(lastingSuspicion('rl', bad.slice(0, end))).toBe('entropy-collapse');
      }),
    );
  });

  it('entropy near zero is no collapse once everything is right', () => {
    const [curve] = rlCurves;
    const done = changed(curve, 60, () => ({ entropy: 0.001, 'rewards/accuracy': 0.99, reward: 0.99 }));
    expect(delay('rl', done, 0)).toBeNull();
  });

  it('one bad batch is suspicious, and no alarm', () => {
    const [curve] = rlCurves;
    const bad = curve.map((point, i) => (i === 50 ? { ...point, reward: 0 } : point));
    expect(suspicionIn('rl', bad.slice(0, 51))).toBe('reward-collapse');
    expect(suspicionIn('rl', bad.slice(0, 52))).toBeNull();
    expect(delay('rl', bad, 0)).toBeNull();
  });

  /** Only what the rules read. */
  const rlPoint = (step: number, reward: number, entropy = 0.5, groups = 4): MetricPoint => ({
    ...{ step, loss: 0.1, grad_norm: 3, reward, entropy },
    ...{ 'rewards/accuracy': Math.max(0, reward), 'dynamic_sampling/groups': groups },
  });

  it.each([
    // Micro, PoRo-DAPO, seed 1, RL learning rate .01: there is no level to fall from but the first update's.
    ['as reported', [0.417, -0.247, -0.09, -0.557, -0.0047, -0.003, 0.192], 4],
    ['of many groups, to less than half', [0.52, 0.2, 0.15, 0.18, 0.19, 0.2], 32],
    ['at the second update', [0.5, 0.9, 0.1, 0.12, 0.1, 0.05, 0.1], 32],
  ])('an early collapse of the reward %s is noticed within five updates', (_, rewards, groups) => {
    const curve = rewards.map((reward, step) => rlPoint(step, reward, 0.5, groups));
    const from = rewards.findIndex((reward, i) => i > 0 && reward < rewards[0] / 2);
    expect(delay('rl', curve, from)).toBe(ALARM_AFTER);
  });

  it('chance among a few groups is no collapse', () => {
    // Healthy GRPO of the micro preset.
    const rewards = [0.475, 0.25, 0.575, 0.662, 0.438, 0.256, 0.494, 0.381, 0.138, 0.325, 0.319, 0.2, 0.15];
    expect(
      delay(
        'rl',
        rewards.map((reward, step) => rlPoint(step, reward)),
        0,
      ),
    ).toBeNull();
  });

  it('the entropy may collapse from the first update on', () => {
    const curve = [0.5, 0.01, 0.004, 0.001, 0.001, 0.001].map((entropy, i) => rlPoint(i, 0.4, entropy));
    expect(delay('rl', curve, 1)).toBe(ALARM_AFTER);
  });

  it.each([
    ['CoT SFT, learning rate .1', 'cot-sft', [3.85, 1.67, 0.725, 1.54, 1.52, 3.01, 1.64, 2.47, 1.58, 1.58]],
    ['Direct SFT, learning rate .3', 'direct-sft', [9.54, 2.34, 8.91, 8.06, 17.2, 15.2, 15.9, 9.04]],
    ['VM-CPT, learning rate 1', 'vm-cpt', [8.35, 5.81, 11.4, 12.8, 14.8, 15.4, 14.6, 18.1, 18.4]],
  ] as const)('a loss that rises again is noticed: %s', (_, stage, losses) => {
    const curve = losses.map((loss, step) => ({ step, loss, grad_norm: 5 }));
    const first = curve.findIndex((__, i) => suspicionIn(stage, curve.slice(0, i + 1)));
    expect(first).toBeGreaterThan(1);
    expect(first).toBeLessThanOrEqual(5);
    expect(suspicionIn(stage, curve.slice(0, first + 1))).toBe('loss-rise');
  });

  it.each([27200, 150])(
    'a gradient norm of %d is suspicious, in every stage and from the first update',
    (grad_norm) => {
      const point = { step: 0, loss: 1, grad_norm };
      expect(suspicionIn('vm-cpt', [point])).toBe('gradient-burst');
      expect(suspicionIn('rl', [rlPoint(0, 0.4), { ...rlPoint(1, 0.4), grad_norm }])).toBe('gradient-burst');
      expect(suspicionIn('cot-sft', [{ ...point, grad_norm: 16 }])).toBeNull();
    },
  );
});
