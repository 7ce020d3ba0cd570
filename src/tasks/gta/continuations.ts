import {
  ACCOUNT_TYPES,
  IMAGE_NAMES,
  TOOL_FAMILIES,
  TOOL_WORDS,
  type ToolFamily,
  VERBS,
} from '../../sequence/tool-words';
import { END_THINK, EOS, labelOf, labelToken, THINK, tokenId, tokenWord } from '../../sequence/vocabulary';
import type { Instance } from './instance';
import { COMPARISONS } from './rules/condition';
import { familyOf, type GtaPolicy, TOOL_NAMES } from './rules/policy';
import { policyConditions } from './rules/walk';
import { ARGUMENT_NAMES, type ArgumentSpec, TOOL_ARGUMENTS } from './tools';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
/** Tenths of a picture, of which boxes are made. */
const TENTHS = [...DIGITS, '10'];
/** What can be needed; to count is a word of ClevrPolicy already. */
const NEEDS = [...VERBS, 'count'];
const VERDICTS = ['yes', 'no'];
/** Most digits that a number has in a response. */
const LONGEST_NUMBER = 6;
const BOX_NUMBERS = 4;

/**
 * What may stand behind the beginning of a response, by the grammar of {@link readResponse}: what is needed, conditions of the
 * policy with their verdicts, then a call with the arguments of its tool. What follows something that cannot be read begins anew.
 *
 * @param question words of the user's own: texts that are arguments quote them
 */
export function continuations(
  rules: GtaPolicy,
  { pictures }: Pick<Instance, 'pictures'>,
  question: readonly number[],
  beginning: readonly number[],
): number[] {
  if (beginning.length === 0) return [THINK, ...TOOL_NAMES.map(tokenId)];
  if (beginning.at(-1) === EOS) return [];
  // A user without pictures may still be answered about one.
  const images = pictures.length > 0 ? pictures.map(({ name }) => name) : IMAGE_NAMES;
  const end = beginning.indexOf(END_THINK);
  if (beginning[0] === THINK && end < 0) return afterThought(rules, images, beginning.slice(1));
  const call = beginning.slice(end + 1).map(tokenWord);
  // The name of an argument may go on a text, too.
  return [...new Set(callWords(call, images, question.map(tokenWord)).map(tokenId))];
}

/** Inside the reasoning; END_THINK and labels are tokens without words of their own for people. */
function afterThought(rules: GtaPolicy, images: readonly string[], thought: readonly number[]): number[] {
  const words = thought.map(tokenWord);
  const onwards = [
    ...policyConditions(rules).map(({ label }) => labelToken(label)),
    ...(words.includes('open') ? [] : [tokenId('open')]),
    END_THINK,
  ];
  const label = thought.findLastIndex((token) => labelOf(token) !== null);
  const open = words.lastIndexOf('open');
  if (label < 0 && open < 0) {
    const opening = openingWords(words, images);
    return opening ? opening.map(tokenId) : onwards;
  }
  const said = words.slice(Math.max(label, open) + 1);
  const next = open > label ? verdictWords(said) : conditionWords(said);
  if (next) return next.map(tokenId);
  // Behind its last verdict a rule gives a version.
  return label > open && VERDICTS.includes(said.at(-1) ?? '')
    ? [...TOOL_NAMES.map(tokenId), ...onwards]
    : onwards;
}

/** `read image_1 OCR`; null where the tool has been said. */
function openingWords(words: readonly string[], images: readonly string[]): readonly string[] | null {
  if (words.length === 0) return NEEDS;
  if (words.some((word) => (TOOL_FAMILIES as readonly string[]).includes(word))) return null;
  return words.length === 1 ? [...images, ...TOOL_FAMILIES] : TOOL_FAMILIES;
}

/** Behind a label: `credits 6 1 2 <= 2 5 0 ? no`; null where the verdict has been given. */
function conditionWords(said: readonly string[]): readonly string[] | null {
  const [about, ...rest] = said;
  if (about === undefined) return ['mathematics', 'type', 'credits', 'age'];
  const mark = rest.indexOf('?');
  if (mark >= 0) return verdictWords(rest.slice(mark));
  const last = rest.at(-1) ?? about;
  switch (about) {
    case 'mathematics':
      return ['?'];
    case 'type': {
      // The user's own type may stand before those of the condition: `type B in A C ?`.
      const place = last === 'in' ? -1 : (ACCOUNT_TYPES as readonly string[]).indexOf(last);
      const mayBeOwn = rest.length === 1;
      return [...ACCOUNT_TYPES.slice(place + 1), ...(place < 0 ? [] : ['?']), ...(mayBeOwn ? ['in'] : [])];
    }
    case 'credits':
    case 'age': {
      const sign = rest.findIndex((word) => (COMPARISONS as readonly string[]).includes(word));
      const digits = rest.slice(sign + 1).length;
      const more = digits < LONGEST_NUMBER ? DIGITS : [];
      if (sign < 0) return [...more, ...COMPARISONS];
      return digits === 0 ? DIGITS : [...more, '?'];
    }
    default:
      return null;
  }
}

function verdictWords(said: readonly string[]): readonly string[] | null {
  if (said.length === 0) return ['?'];
  return said.length === 1 && said[0] === '?' ? VERDICTS : null;
}

/** `OCR_v4 image = image_1`, then `<eos>`. */
function callWords(
  call: readonly string[],
  images: readonly string[],
  question: readonly string[],
): readonly string[] {
  const [name, ...rest] = call;
  if (name === undefined) return TOOL_NAMES;
  const family = familyOf(name);
  if (!family) return ['<eos>'];
  const begun = rest.flatMap((word, i) => (ARGUMENT_NAMES.has(word) && rest[i + 1] === '=' ? [i] : []));
  const given = new Set(begun.map((i) => rest[i]));
  const last = rest.at(-1);
  if (last !== undefined && ARGUMENT_NAMES.has(last) && rest.length - 1 !== begun.at(-1)) {
    // A name that no sign follows yet: the sign, unless the word is part of a text.
    const specs = TOOL_ARGUMENTS[family];
    if (specs.some((spec) => spec.name === last && !given.has(last))) return ['='];
  }
  const others = TOOL_ARGUMENTS[family].flatMap((spec) => (given.has(spec.name) ? [] : [spec.name]));
  const onwards = [...others, '<eos>'];
  const at = begun.at(-1);
  const spec = at === undefined ? undefined : TOOL_ARGUMENTS[family].find((one) => one.name === rest[at]);
  if (at === undefined || !spec) return onwards;
  const { values, isOpen, isWhole } = valueWords(spec, rest.slice(at + 2), images, question);
  return [...(isOpen ? values : []), ...(isWhole ? onwards : [])];
}

/** How an argument's value can go on: `isOpen`: by these words; `isWhole`: it can end here. */
function valueWords(
  { name, kind, choices }: ArgumentSpec,
  said: readonly string[],
  images: readonly string[],
  question: readonly string[],
): { readonly values: readonly string[]; readonly isOpen: boolean; readonly isWhole: boolean } {
  const isEmpty = said.length === 0;
  switch (kind) {
    case 'choice':
      return {
        values: name === 'image' ? images : (choices ?? []),
        isOpen: isEmpty,
        isWhole: !isEmpty,
      };
    case 'flag':
      return { values: VERDICTS, isOpen: isEmpty, isWhole: !isEmpty };
    case 'number':
      return { values: isEmpty ? TENTHS : DIGITS, isOpen: said.length < 2, isWhole: !isEmpty };
    case 'bbox':
      return { values: TENTHS, isOpen: said.length < BOX_NUMBERS, isWhole: said.length === BOX_NUMBERS };
    default:
      return { values: textWords(question), isOpen: true, isWhole: !isEmpty };
  }
}

/** Words of a text: the user's own first, then all others that are no part of a call. */
function textWords(question: readonly string[]): string[] {
  const fits = (word: string) =>
    !word.startsWith('<') &&
    familyOf(word) === undefined &&
    !(TOOL_FAMILIES as readonly string[]).includes(word as ToolFamily);
  const own = question.filter((word) => fits(word));
  return [...new Set([...own, ...DIGITS, ...TOOL_WORDS.filter(fits)])];
}
