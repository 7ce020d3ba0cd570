/** Characters of somebody else's text in a sentence of ours. */
const QUOTED = 80;

/** Somebody else's text as it fits a sentence: cut, on one line, without characters that nobody sees. */
export function short(text: string): string {
  const line = text.slice(0, 2 * QUOTED).replace(/[\p{C}\s]+/gu, ' ');
  return line.length <= QUOTED && text.length <= 2 * QUOTED ? line : `${line.slice(0, QUOTED - 3)}...`;
}
