import { expect, it } from 'vitest';
import { quoted, sentence } from './sentence';

it.each([
  [new Error('The base model is damaged.'), 'The base model is damaged.'],
  [
    new TypeError('x is undefined'),
    'The run failed: x is undefined. What is on the page is kept; start it again to go on.',
  ],
  ['out of memory', 'The run failed: out of memory. What is on the page is kept; start it again to go on.'],
])('%s becomes a sentence', (error, expected) => {
  expect(sentence(error)).toBe(expected);
});

it.each([
  [' out of handles. ', 'out of handles'],
  ['x'.repeat(9000), `${'x'.repeat(200)} …`],
  ['', ''],
])('%s is quoted', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});
