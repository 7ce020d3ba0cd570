import { describe, expect, it } from 'vitest';
import { stopReason } from './stop-rules';

const curve = (...accuracies: number[]) =>
  accuracies.map((accuracy, step) => ({ step, 'rewards/accuracy': accuracy }));

describe('stop rules', () => {
  it('nothing stops a stage without rules', () => {
    expect(stopReason(undefined, 'rl', curve(1, 1, 1, 1, 1), 1e6)).toBeNull();
    expect(stopReason({}, 'rl', curve(1, 1, 1, 1, 1), 1e6)).toBeNull();
  });

  it('the limit of minutes holds for every stage', () => {
    expect(stopReason({ minutes: 2 }, 'vm-cpt', [], 1.99)).toBeNull();
    expect(stopReason({ minutes: 2 }, 'vm-cpt', [], 2)).toBe('It reached its limit of 2 minutes.');
    expect(stopReason({ minutes: 1 }, 'rl', [], 1)).toBe('It reached its limit of 1 minute.');
  });

  it('the target is met by the mean of the last five RL steps, not by one', () => {
    const rules = { accuracy: 0.9 };
    expect(stopReason(rules, 'rl', curve(1, 1, 1, 1), 0)).toBeNull();
    expect(stopReason(rules, 'rl', curve(0.8, 0.8, 0.8, 0.8, 1), 0)).toBeNull();
    expect(stopReason(rules, 'rl', curve(0, 0, 0.9, 0.9, 0.9, 0.9, 0.91), 0)).toBe(
      'The accuracy of its last 5 steps, 90 %, reached the target of 90 %.',
    );
    expect(stopReason(rules, 'cot-sft', curve(1, 1, 1, 1, 1), 0)).toBeNull();
  });
});
