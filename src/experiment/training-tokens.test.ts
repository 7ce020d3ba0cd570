import { describe, expect, it } from 'vitest';
import { policyTokens } from '../data/encode';
import { VISUAL_TOKENS } from '../data/image';
import { someExamples } from './testing/records';
import { TOKEN_SOURCES, type TrainingToken, trainingTokens } from './training-tokens';

const [example] = someExamples(1);

const from = (tokens: readonly TrainingToken[], source: string) =>
  tokens.filter((token) => token.source === source);

describe('the tokens a supervised stage trains on', () => {
  it('of VM-CPT all count, except the image and the first, which nothing stands before', () => {
    const tokens = trainingTokens('vm-cpt', example);
    expect(from(tokens, 'policy')).toHaveLength(policyTokens(example.policy).length);
    expect(from(tokens, 'image')).toHaveLength(VISUAL_TOKENS);
    expect(from(tokens, 'image').some(({ counts }) => counts)).toBe(false);
    expect(tokens.filter(({ source, counts }) => source !== 'image' && !counts)).toEqual([tokens[0]]);
    expect(tokens[0].text).toBe('<policy>');
  });

  it('of CoT SFT the response alone counts, and no policy is read', () => {
    const tokens = trainingTokens('cot-sft', example);
    expect([...new Set(tokens.map(({ source }) => source))]).toEqual(TOKEN_SOURCES.slice(1));
    for (const { source, counts } of tokens)
      expect(counts).toBe(source === 'reasoning' || source === 'answer');
  });

  it('end with the answer', () => {
    const answer = from(trainingTokens('vm-cpt', example), 'answer').map(({ text }) => text);
    expect(answer).toEqual([`\\boxed{Case ${example.gold.caseNumber}}`, '<eos>']);
  });
});
