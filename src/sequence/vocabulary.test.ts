import { describe, expect, it } from 'vitest';
import { TOOL_WORDS } from './tool-words';
import {
  caseToken,
  labelToken,
  SYLLABLES,
  syllableToken,
  tokenId,
  tokenWord,
  VOCABULARY,
} from './vocabulary';

describe('vocabulary', () => {
  it('keeps the ids that trained models know', () => {
    expect([tokenId('<pad>'), tokenId('nothing'), tokenId('cylinder')]).toEqual([0, 22, 48]);
    expect([syllableToken('ba'), labelToken(0), caseToken(0), caseToken(63)]).toEqual([49, 81, 145, 208]);
    expect([tokenId('Calculator'), tokenId('OCR_v1'), tokenId('for')]).toEqual([209, 223, 359]);
    expect(VOCABULARY).toBe(360);
  });

  it('has every word of the tools once', () => {
    for (const word of TOOL_WORDS) expect(tokenWord(tokenId(word))).toBe(word);
    const words = Array.from({ length: VOCABULARY }, (_, id) => tokenWord(id));
    const distinct = new Set(words);
    // "go" and "no" are syllables of names, too.
    expect(distinct.size).toBe(VOCABULARY - SYLLABLES.filter((s) => s === 'go' || s === 'no').length);
  });
});
