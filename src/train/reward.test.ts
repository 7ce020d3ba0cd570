import { describe, expect, it } from 'vitest';
import { caseToken, END_THINK, EOS, labelToken, THINK, tokenId } from '../sequence/vocabulary';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { answerTokens, responseTokens } from '../tasks/clevr/encode';
import type { Reasoning } from '../tasks/clevr/policy/policy-tree';
import { reward } from './reward';
import { someExamples } from './testing/examples';

const [example] = someExamples(1);
const gold: Reasoning = { ...example.gold, caseNumber: 5 };
const asked = { ...example, gold };
const right = responseTokens(gold);

describe('reward', () => {
  it.each([
    ['the gold response', right, 1, 1],
    ['another case', responseTokens({ ...gold, caseNumber: 6 }), 0, 1],
    ['the right case after wrong reasoning', [THINK, labelToken(9), END_THINK, caseToken(5), EOS], 1, 1],
    ['the answer alone', answerTokens(gold), 1, 0],
    ['cut off before <eos>', right.slice(0, -1), 1, 0],
    ['cut off inside the reasoning', right.slice(0, 4), 0, 0],
    ['no opening <think>', right.slice(1), 1, 0],
    ['two <think>', [THINK, ...right], 1, 0],
    ['two </think>', [THINK, END_THINK, END_THINK, caseToken(5), EOS], 0, 0],
    ['words between </think> and the case', [THINK, END_THINK, tokenId('yes'), caseToken(5), EOS], 0, 0],
    ['two cases', [THINK, END_THINK, caseToken(5), caseToken(6), EOS], 1, 0],
    ['the case inside the reasoning only', [THINK, caseToken(5), END_THINK, EOS], 0, 0],
    ['the case inside a reasoning without end', [THINK, caseToken(5), EOS], 0, 0],
    ['<eos> alone', [EOS], 0, 0],
    ['nothing', [], 0, 0],
  ])('%s', (_, tokens, accuracy, format) => {
    expect(reward(CLEVR_POLICY_T.score(asked, tokens))).toEqual({
      accuracy,
      format,
      total: 0.9 * accuracy + 0.1 * format,
    });
  });
});
