import { expect, it } from 'vitest';
import { overrideExamples } from '../../evaluate/override';
import { RandomStream } from '../../random/stream';
import { someExamples } from '../testing/records';
import { replacedPolicy } from './replaced-policy';

it('is the policy that the evaluation puts in the prompt', () => {
  const examples = someExamples(4).map((example) => ({ ...example, rgb: new Uint8Array() }));
  const evaluated = overrideExamples(examples, RandomStream.of(3, 'override'));
  expect(evaluated.length).toBeGreaterThan(0);
  expect(evaluated[0].policy).toEqual(replacedPolicy(examples[0].policy, 3));
  expect(replacedPolicy(examples[0].policy, 4)).not.toEqual(evaluated[0].policy);
});
