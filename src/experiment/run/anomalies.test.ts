import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageName } from '../plan/methods';
import type { MetricPoint, RunRecord } from '../record/run-record';
import { ALARM_AFTER, anomalyIn, suspicionIn } from './anomalies';

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
    if (anomalyIn(stage, curve.slice(0, end))) {
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
        fc.constantFrom(...curves),
        fc.nat(100),
        fc.constantFrom('loss', 'grad_norm'),
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        ({ stage, curve }, at, metric, value) => {
          const bad = changed(curve, at, () => ({ [metric]: value }));
          expect(delay(stage, bad, 0)).toBe(at + 1);
          const said = anomalyIn(stage, bad.slice(0, at + 1));
          expect(said?.kind).toBe('not-finite');
          expect(said?.message).toContain(
            `step ${at + 1}: the ${metric === 'loss' ? 'loss' : 'gradient norm'}`,
          );
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
        expect(anomalyIn('rl', bad.slice(0, end))?.kind).toBe('entropy-collapse');
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
});
