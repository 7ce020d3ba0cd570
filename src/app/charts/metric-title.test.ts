import { expect, it } from 'vitest';
import { metricTitle } from './series';

it('a metric of one source is called by the whole and its source; an unknown one by its own name', () => {
  expect(metricTitle('rewards/format')).toBe('Well formed');
  expect(metricTitle('rewards/format/no_policy')).toBe('Well formed, no policy');
  expect(metricTitle('rewards/accuracy/policy_aware')).toBe('Accuracy, policy-aware');
  expect(metricTitle('something/else')).toBe('something/else');
});
