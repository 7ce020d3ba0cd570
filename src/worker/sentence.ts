/** An error as a sentence for people. */
export function sentence(error: unknown, failure = 'The run failed'): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text)
    ? text
    : `${failure}: ${text}. What is on the page is kept; start it again to go on.`;
}
