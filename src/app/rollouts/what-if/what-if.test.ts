import { describe, expect, it } from 'vitest';
import type { RolloutGroup, RolloutResponse } from '../../../experiment/record/run-record';
import { changedPlaces } from '../response-tokens';
import { editsOf, groupKey, rewrite, toRecord, undo } from './edits-store';
import { editedFate, logProbWords, responseWords } from './words';

const tokens = (text: string) => text.split(' ').map((one) => ({ text: one, logp: -1 }));
const response = (accuracy: number, advantage = 0): RolloutResponse => ({
  source: 'no-policy',
  tokens: tokens('a b'),
  accuracy,
  format: 1,
  reward: 0.9 * accuracy + 0.1,
  advantage,
  logp: null,
  logpWithPolicy: null,
});
const group = (accuracies: number[], dropped: RolloutGroup['dropped'] = null): RolloutGroup => ({
  example: {},
  responses: accuracies.map((accuracy) => response(accuracy)),
  dropped,
});

describe('edits', () => {
  it('are kept by group, undone one by one, and are none where the record is said again', () => {
    const [key, other] = [groupKey('run', 1, 0), groupKey('run', 1, 1)];
    rewrite(key, 2, ['a', 'c'], ['a', 'b']);
    rewrite(key, 3, ['x'], ['y']);
    expect([editsOf(key), editsOf(other)]).toEqual([{ 2: ['a', 'c'], 3: ['x'] }, {}]);
    rewrite(key, 3, ['y'], ['y']);
    expect(editsOf(key)).toEqual({ 2: ['a', 'c'] });
    toRecord(key);
    expect(editsOf(key)).toEqual({});
    undo(key);
    undo(key);
    expect(editsOf(key)).toEqual({ 2: ['a', 'c'], 3: ['x'] });
    for (let i = 0; i < 5; i++) undo(key);
    expect(editsOf(key)).toEqual({});
  });

  it('are marked between what did not change', () => {
    const places = (now: string, before: string) =>
      tokens(now).flatMap((_, i) => (changedPlaces(tokens(now), tokens(before))(i) ? [i] : []));
    expect(places('a b c', 'a b c')).toEqual([]);
    expect(places('a x c', 'a b c')).toEqual([1]);
    expect(places('a x b c', 'a b c')).toEqual([1]);
    expect(places('a c', 'a b c')).toEqual([]);
    expect(places('a a a', 'a a')).toEqual([2]);
  });

  it('are told in words', () => {
    expect(editedFate(group([0, 0], 'all wrong'), group([1, 0])).sentence).toBe(
      'The group’s mean reward goes from 0.10 to 0.55; 1 of 2 answers are right instead of 0. Dynamic sampling would have kept the group.',
    );
    expect(editedFate(group([1, 0]), group([1, 1], 'all correct')).sentence).toContain(
      'would have dropped the group: all correct',
    );
    expect(responseWords(2, response(0, -1), response(1, 0.5))).toBe(
      'Response 2 earns 1.00 instead of 0.10, and its advantage is +0.50 instead of −1.00.',
    );
    const known = { of: () => undefined, isWaiting: false, fault: null };
    expect(logProbWords(known, 'rl', true)).toContain('the model after RL, as it is now');
    expect(logProbWords({ ...known, isWaiting: true }, 'base', true)).toContain('Asking the base model');
    expect(logProbWords({ ...known, fault: 'It is gone.' }, 'rl', true)).toContain('It is gone.');
  });
});
