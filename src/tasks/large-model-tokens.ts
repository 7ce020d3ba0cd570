/**
 * Upper estimate of the tokens that Qwen2.5-VL makes of a text: the pieces that its tokenizer splits a text into before it merges
 * anything (words, single digits, punctuation, line ends), and a tenth for words that are more than one token. Words within words, as in
 * the names of tools, and letters that do not make words count one by one.
 */
export function tokensAtMost(text: string): number {
  const pieces = text.match(/ ?\p{Lu}?\p{Ll}{1,12}| ?\p{L}|\d| ?[^\s\p{L}\d]+|\s*\n+|\s+/gu) ?? [];
  return Math.ceil(1.1 * pieces.length);
}
