import { TOOL_WORDS } from './tool-words';

/** What can be said of an object; scene/scene-graph.ts has what these words mean. */
const ATTRIBUTE_WORDS = [
  ...['small', 'large'],
  ...['gray', 'red', 'blue', 'green', 'brown', 'purple', 'cyan', 'yellow'],
  ...['rubber', 'metal'],
  ...['cube', 'sphere', 'cylinder'],
] as const;

/** The closed list of syllables of policy names; all have two letters, so a name splits in one way only. */
export const SYLLABLES = [
  ...['ba', 'be', 'bi', 'da', 'do', 'fa', 'fe', 'gi', 'go', 'ha', 'he', 'ka', 'ki', 'ku', 'la', 'lo'],
  ...['ma', 'me', 'mu', 'na', 'no', 'nu', 'pa', 'pi', 'ri', 'ro', 'sa', 'su', 'ta', 'ti', 'vo', 'zu'],
] as const;

export type Syllable = (typeof SYLLABLES)[number];

/** The largest number of layers, and with it the labels 1..63 and the case numbers 0..63. */
export const MAX_LAYERS = 6;
export const LABEL_COUNT = 2 ** MAX_LAYERS;
export const CASE_COUNT = 2 ** MAX_LAYERS;

/** Words with a job of their own. `<image>` stands for one visual token. */
const SPECIALS = [
  '<pad>',
  '<image>',
  '<eos>',
  '<think>',
  '</think>',
  '<policy>',
  '</policy>',
  '<scene>',
  '<ask>',
  '#',
  'go',
  'else',
  '?',
  'yes',
  'no',
  'exist',
  'count',
  'size',
  'color',
  'material',
  'shape',
  ';',
  'nothing',
] as const;
const NUMBERS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const;

/** Words of questions, policies and reasoning of ClevrPolicy. */
const PLAIN_WORDS: readonly string[] = [...SPECIALS, ...NUMBERS, ...ATTRIBUTE_WORDS];

/**
 * The closed vocabulary, one token per word; a condition and a case are one token each. Padded to a multiple of 8,
 * which the matrix kernels need. The syllables "go" and "no" of names are tokens apart from the words "go" and "no".
 */
const WORDS: readonly string[] = [
  ...PLAIN_WORDS,
  ...SYLLABLES,
  ...Array.from({ length: LABEL_COUNT }, (_, label) => `C${label}`),
  ...Array.from({ length: CASE_COUNT }, (_, caseNumber) => `Case${caseNumber}`),
  ...TOOL_WORDS,
];

export const VOCABULARY = Math.ceil(WORDS.length / 8) * 8;

const FIRST_SYLLABLE = PLAIN_WORDS.length;
const FIRST_LABEL = FIRST_SYLLABLE + SYLLABLES.length;
const FIRST_CASE = FIRST_LABEL + LABEL_COUNT;

/** Whether a token is a syllable of a policy's name. */
export const isSyllable = (id: number): boolean => id >= FIRST_SYLLABLE && id < FIRST_LABEL;

const ids = new Map(WORDS.map((word, id) => [word, id] as const).filter(([, id]) => !isSyllable(id)));

/** Id of a word of the closed vocabulary that is not a syllable; unknown words are a programming error. */
export function tokenId(word: string): number {
  const id = ids.get(word);
  if (id === undefined) {
    throw new Error(`"${word}" is not in the vocabulary.`);
  }
  return id;
}

/** Whether a word is in the vocabulary; syllables of names do not count. */
export function hasWord(word: string): boolean {
  return ids.has(word);
}

/** The word of an id; ids of the padding at the end are "<pad>". */
export function tokenWord(id: number): string {
  return WORDS[id] ?? '<pad>';
}

/** What people are shown for a token: "Condition 1.1", "\boxed{Case 5}", or the word itself. */
export function tokenText(id: number): string {
  const word = tokenWord(id);
  const label = labelOf(id);
  if (label !== null) {
    return conditionName(label);
  }
  const caseNumber = caseOf(id);
  return caseNumber === null ? word : `\\boxed{Case ${caseNumber}}`;
}

/** Id of a syllable of a policy's name. */
export function syllableToken(syllable: Syllable): number {
  return FIRST_SYLLABLE + SYLLABLES.indexOf(syllable);
}

export function labelToken(label: number): number {
  return FIRST_LABEL + label;
}

export function caseToken(caseNumber: number): number {
  return FIRST_CASE + caseNumber;
}

/** The condition label a token stands for, or null. */
export function labelOf(id: number): number | null {
  return id >= FIRST_LABEL && id < FIRST_LABEL + LABEL_COUNT ? id - FIRST_LABEL : null;
}

/** The case number a token stands for, or null. */
export function caseOf(id: number): number | null {
  return id >= FIRST_CASE && id < FIRST_CASE + CASE_COUNT ? id - FIRST_CASE : null;
}

export const IMAGE = tokenId('<image>');
export const EOS = tokenId('<eos>');
export const THINK = tokenId('<think>');
export const END_THINK = tokenId('</think>');

/** Label -> the dotted path of that heap index: 1 -> "1", 2 -> "1.1" (true child), 3 -> "1.2" (false child), 5 -> "1.1.2". */
export function dottedPath(label: number): string {
  return label
    .toString(2)
    .split('')
    .map((bit, depth) => (depth === 0 || bit === '0' ? '1' : '2'))
    .join('.');
}

/** "Condition 1.1.2" of label 5. */
export function conditionName(label: number): string {
  return `Condition ${dottedPath(label)}`;
}
