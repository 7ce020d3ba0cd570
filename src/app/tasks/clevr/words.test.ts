import { describe, expect, it } from 'vitest';
import { makeNamedPolicies } from '../../../tasks/clevr/policy/named-policies';
import { answerInWords, writtenAnswer } from './words';

describe('an answer in words', () => {
  it('is found in the tokens', () => {
    const tokens = (...texts: string[]) => texts.map((text) => ({ text, logp: 0 }));
    expect(writtenAnswer(tokens('<think>', '\\boxed{Case 5}', '<eos>'))).toBe('Case 5');
    expect(writtenAnswer(tokens('<think>', 'cyan'))).toBe('no case');
  });

  it('says where the policy does not have the case', () => {
    const [policy] = makeNamedPolicies(1);
    const said = (caseNumber: number | null) => answerInWords({ steps: [], caseNumber }, policy);
    expect(said(null)).toBe('no valid answer');
    expect(said(1)).toBe('Case 1');
    expect(said(63)).toBe('Case 63, not in this policy');
  });
});
