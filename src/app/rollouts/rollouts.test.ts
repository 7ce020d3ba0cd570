import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RolloutGroup, RolloutResponse } from '../../experiment/record/run-record';
import { fixed, signed, small } from '../groups/numbers';
import { NOTHING_CHOSEN, resolve } from '../groups/selection';
import { fateOf } from '../groups/words';

const response = (accuracy: number, advantage = 0, texts = ['a']): RolloutResponse => ({
  source: 'no-policy',
  tokens: texts.map((text, i) => ({ text, logp: -i })),
  accuracy,
  format: 1,
  reward: 0.9 * accuracy + 0.1,
  advantage,
  logp: -1,
  logpWithPolicy: null,
});
const group = (responses: RolloutResponse[], dropped: RolloutGroup['dropped'] = null): RolloutGroup => ({
  example: {} as RolloutGroup['example'],
  responses,
  dropped,
});

describe('what is shown of the rollouts', () => {
  const steps = [0, 5, 10].map((step) => ({
    step,
    groups: [group([response(0, -1), response(1, 1, ['x', 'y', 'z'])])],
  }));

  it('is the newest step, the best response and its least sure token where nothing is chosen', () => {
    const shown = resolve(steps, NOTHING_CHOSEN);
    expect([shown?.record.step, shown?.groupAt, shown?.responseAt, shown?.tokenAt]).toEqual([10, 0, 1, 2]);
  });

  it('is the last recorded step before the one chosen', () => {
    const at = (step: number) => resolve(steps, { ...NOTHING_CHOSEN, step })?.record.step;
    expect([at(5), at(9), at(99)]).toEqual([5, 5, 10]);
  });

  it('always exists, whatever was chosen before', () => {
    const place = fc.nat({ max: 50 });
    fc.assert(
      fc.property(place, place, place, place, (step, groupAt, responseAt, token) => {
        const shown = resolve(steps, { step, group: groupAt, response: responseAt, token });
        expect(shown?.response.tokens[shown.tokenAt]).toBeDefined();
      }),
    );
    expect(resolve([], NOTHING_CHOSEN)).toBeNull();
    expect(resolve([{ step: 0, groups: [] }], NOTHING_CHOSEN)).toBeNull();
  });
});

describe('in words', () => {
  it('says what became of a group, and why', () => {
    const mixed = group([response(0), response(1)]);
    expect(fateOf(mixed, 2, 2).sentence).toBe(
      '1 of 2 answers are right. The group trained in update 2 of 2 of this step.',
    );
    expect(fateOf(mixed, 1, 2, 'reward').label).toBe('in progress');
    expect(fateOf(group([response(0)], 'all wrong'), null, 2, 'rollout').label).toBe('sampled');
    expect(fateOf(group([response(0), response(0)]), 1, 1).label).toBe('no gradient');
    const dropped = fateOf(group([response(1), response(1)], 'all correct'), null, 2);
    expect(dropped.label).toBe('dropped: all correct');
    expect(dropped.sentence).toContain('all 2 answers are right');
  });

  it('writes numbers with real signs, and no signed zero', () => {
    expect([fixed(-1.504), fixed(-0.001), signed(0.5), signed(-0.004), signed(0)]).toEqual([
      '−1.50',
      '0.00',
      '+0.50',
      '0.00',
      '0.00',
    ]);
    expect([small(-0.00417), small(0.000032), small(0)]).toEqual(['−0.00417', '3.2 × 10⁻⁵', '0']);
  });
});
