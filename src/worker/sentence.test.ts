import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quoted, sentence } from './sentence';

describe('an error as a sentence', () => {
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => vi.restoreAllMocks());

  it('is its own where it is one of ours', () => {
    expect(sentence(new Error('The base model is damaged.'))).toBe('The base model is damaged.');
    expect(console.error).not.toHaveBeenCalled();
  });

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    new TypeError('Failed to fetch.'),
    new DOMException('The transaction was aborted, so the request cannot be fulfilled.', 'AbortError'),
    new Error('tensor shapes [2,3] and [4]'),
    'out of memory',
  ])('never has the engine’s words: %s', (error) => {
    expect(sentence(error, 'The question failed')).toBe(
      'The question failed, because of a fault in the page or the browser; the browser’s console says more. What is on the page is kept; start it again to go on.',
    );
    expect(console.error).toHaveBeenCalledWith(error);
  });

  it('names a lack of memory', () => {
    expect(sentence(new RangeError('Array buffer allocation failed'))).toMatch(/no more memory for it/);
  });

  it('does not grow with somebody else’s text', () => {
    expect(sentence(new Error(`${'x'.repeat(900_000)}.`))).toHaveLength(500);
  });
});

it.each([
  [' out of handles. ', 'out of handles'],
  ['x'.repeat(9000), `${'x'.repeat(200)} …`],
  ['', ''],
])('%s is quoted', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});
