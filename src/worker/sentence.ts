/** An error as a sentence for people. */
export function sentence(error: unknown, failure = 'The run failed'): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text)
    ? text
    : `${failure}: ${text}. What is on the page is kept; start it again to go on.`;
}

/** Longest part of foreign text that stands in a sentence. */
const MOST_QUOTED = 200;

/** What a driver or the browser said, for the inside of a sentence: cut, and without a full stop. */
export function quoted(text: string): string {
  const inner = text.trim().replace(/[.\s]+$/, '');
  return inner.length > MOST_QUOTED ? `${inner.slice(0, MOST_QUOTED)} …` : inner;
}
