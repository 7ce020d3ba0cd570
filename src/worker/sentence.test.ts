import { expect, it } from 'vitest';
import { sentence } from './sentence';

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
