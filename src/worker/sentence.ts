/** Longest sentence that a page shows, characters. */
const LONGEST = 500;

/** Errors of the engine, whose words are for programmers. */
const ENGINE = [TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError, DOMException];

/** An error as a sentence for people. What the engine says of its own errors goes to the console. */
export function sentence(error: unknown, failure = 'The run failed'): string {
  const isOurs = error instanceof Error && !ENGINE.some((kind) => error instanceof kind);
  if (isOurs && /[.!?]$/.test(error.message)) {
    const { message } = error;
    return message.length <= LONGEST ? message : `${message.slice(0, LONGEST - 2)} …`;
  }
  console.error(error);
  const why =
    error instanceof RangeError && /alloc|memory|length/i.test(error.message)
      ? 'the browser has no more memory for it'
      : 'of a fault in the page or the browser; the browser’s console says more';
  return `${failure}, because ${why}. What is on the page is kept; start it again to go on.`;
}

/** Longest part of foreign text that stands in a sentence. */
const MOST_QUOTED = 200;

/** What a driver or the browser said, for the inside of a sentence: cut, and without a full stop. */
export function quoted(text: string): string {
  const inner = text.trim().replace(/[.\s]+$/, '');
  return inner.length > MOST_QUOTED ? `${inner.slice(0, MOST_QUOTED)} …` : inner;
}
