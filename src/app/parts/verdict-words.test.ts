import { describe, expect, it } from 'vitest';
import { verdictInWords } from './verdict-words';

describe('a verdict', () => {
  it('is right for full accuracy alone, and says what partial credit is made of', () => {
    expect(verdictInWords({ correct: true })).toBe('right');
    expect(verdictInWords({ correct: false })).toBe('wrong');
    expect(verdictInWords({ correct: true, parts: { tool: 1, arguments: 1 } })).toBe('right');
    expect(verdictInWords({ correct: false, parts: { tool: 0, arguments: 0 } })).toBe('wrong');
    expect(verdictInWords({ correct: false, parts: { tool: 0, arguments: 2 / 3 } })).toBe(
      '0.33, tool 0, arguments 0.67',
    );
  });
});
