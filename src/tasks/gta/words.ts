import { tokenId, tokenWord } from '../../sequence/vocabulary';

/** Texts and the words that the model reads: numbers are digits there. */

/** The digits of a whole number, with zeros in front up to so many places. */
export function numberWords(value: number, places = 1): string[] {
  return [...String(value).padStart(places, '0')];
}

/** "3 * 45" -> 3 * 4 5. */
export function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => (/^\d+$/.test(word) ? [...word] : [word]));
}

/** 3 * 4 5 -> "3 * 45", the inverse of {@link wordsOf} where no two numbers stand side by side. */
export function textOf(words: readonly string[]): string {
  const isNumber = (word: string | undefined) => word !== undefined && /^\d+$/.test(word);
  return words.reduce((text, word, i) => {
    const glued = isNumber(word) && isNumber(words[i - 1]);
    return i === 0 || glued ? text + word : `${text} ${word}`;
  }, '');
}

/** A box in tenths of the picture, as text: "(1, 2, 4, 6)": left, top, right, bottom. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

export function boxText(box: Box): string {
  return `(${box.join(', ')})`;
}

/** The box of a text or a list of four numbers; null for anything else. */
export function parseBox(value: unknown): Box | null {
  const numbers =
    typeof value === 'string' && value.length < 200
      ? (value.match(/-?\d+(\.\d+)?/g) ?? []).map(Number)
      : Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one))
        ? (value as number[])
        : [];
  const [left, top, right, bottom] = numbers;
  return numbers.length === 4 ? [left, top, right, bottom] : null;
}

export const idsOf = (words: readonly string[]): number[] => words.map(tokenId);
export const wordsOfIds = (ids: readonly number[]): string[] => ids.map(tokenWord);
