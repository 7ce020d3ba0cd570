import { describe, expect, it } from 'vitest';
import { VISUAL_TOKENS } from '../../sequence/image';
import { policyCrops, policyTokens } from '../../tasks/clevr/encode';
import { loadPicturePolicies } from '../../tasks/clevr/policy/policy-dataset';
import { someExamples } from '../testing/records';
import type { TrainingToken } from './inspection';
import { exampleTokens, SECTIONS } from './training-tokens';

const [example] = someExamples(1);

const from = (tokens: readonly TrainingToken[], section: string) =>
  tokens.filter((token) => token.section === section);

describe('the tokens a supervised stage trains on', () => {
  it('of VM-CPT all count, except the image and the first, which nothing stands before', () => {
    const tokens = exampleTokens('vm-cpt', example);
    expect(from(tokens, 'policy')).toHaveLength(policyTokens(example.policy).length);
    expect(from(tokens, 'image')).toHaveLength(VISUAL_TOKENS);
    expect(from(tokens, 'image').some(({ weight }) => weight > 0)).toBe(false);
    expect(tokens.filter(({ section, weight }) => section !== 'image' && weight === 0)).toEqual([tokens[0]]);
    expect(tokens[0].text).toBe('<policy>');
  });

  it('of VM-CPT the pictures in the policy carry no loss where they stand, and are numbered before the image', () => {
    const [policy] = loadPicturePolicies(3);
    const view = { task: 'clevr-policy-m' as const, ...example, policy };
    const tokens = exampleTokens('vm-cpt', view);
    const crops = from(tokens, 'policy').filter(({ picture }) => picture !== undefined);
    expect(crops.map(({ picture }) => picture)).toEqual(policyCrops(policy).map((_, i) => i));
    expect(crops.length).toBeGreaterThan(0);
    expect(crops.some(({ weight }) => weight > 0)).toBe(false);
    expect(new Set(from(tokens, 'image').map(({ picture }) => picture))).toEqual(new Set([crops.length]));
    expect(tokens.filter(({ picture, weight }) => picture === undefined && weight === 0)).toEqual([
      tokens[0],
    ]);
  });

  it('of CoT SFT the response alone counts, and no policy is read', () => {
    const tokens = exampleTokens('cot-sft', example);
    expect([...new Set(tokens.map(({ section }) => section))]).toEqual(SECTIONS.slice(1));
    for (const { section, weight } of tokens)
      expect(weight > 0).toBe(section === 'reasoning' || section === 'answer');
  });

  it('end with the answer', () => {
    const answer = from(exampleTokens('vm-cpt', example), 'answer').map(({ text }) => text);
    expect(answer).toEqual([`\\boxed{Case ${example.gold.caseNumber}}`, '<eos>']);
  });
});
