import type { ToolFamily } from '../../sequence/tool-words';
import { TOOL_FAMILIES } from '../../sequence/tool-words';
import { END_THINK, EOS, labelOf, THINK } from '../../sequence/vocabulary';
import type { Call } from './call';
import type { ImageName } from './pictures/picture';
import { COMPARISONS, type Comparison, type Condition, isAccountType } from './rules/condition';
import { familyOf } from './rules/policy';
import type { RuleStep } from './rules/walk';
import { ARGUMENT_NAMES, type ArgumentKind, type ArgumentValue, argumentSpec } from './tools';
import { boxText, textOf, wordsOfIds } from './words';

/** What a response says: its reasoning as far as it can be read, and its call. */
export interface GtaReading {
  /** What is needed, in a word; null where reasoning does not say it. */
  readonly verb: string | null;
  readonly image: ImageName | null;
  readonly tool: ToolFamily | null;
  readonly steps: readonly RuleStep[];
  /** Whether the question is open-ended; null where reasoning does not say it. */
  readonly open: boolean | null;
  readonly call: Call | null;
}

export interface ReadResponse {
  readonly reading: GtaReading;
  /** 1 when the response is `<think> ... </think>`, one call and `<eos>`, else 0. */
  readonly format: 0 | 1;
}

/**
 * Reads a generated response. Never throws: what cannot be read is left out. The call is what stands behind `</think>`, or the whole
 * response where there is no reasoning (Direct SFT).
 */
export function readResponse(tokens: readonly number[]): ReadResponse {
  const end = tokens.indexOf(END_THINK);
  const isThought = tokens[0] === THINK;
  const thought = isThought ? tokens.slice(1, end < 0 ? undefined : end) : [];
  const answer = end < 0 ? (isThought ? [] : tokens) : tokens.slice(end + 1);
  const stop = answer.indexOf(EOS);
  const said = wordsOfIds(stop < 0 ? answer : answer.slice(0, stop));
  const { call, isClean } = readCall(said);
  const wellFormed =
    isThought &&
    end > 0 &&
    tokens.lastIndexOf(THINK) === 0 &&
    call !== null &&
    isClean &&
    stop >= 0 &&
    stop === answer.length - 1;
  return { reading: { ...readReasoning(thought), call }, format: wellFormed ? 1 : 0 };
}

/** A name, then `argument = value` any number of times. Words that are part of neither are passed over and make it unclean. */
function readCall(words: readonly string[]): { call: Call | null; isClean: boolean } {
  const [name, ...rest] = words;
  const family = name === undefined ? undefined : familyOf(name);
  if (name === undefined || family === undefined) return { call: null, isClean: false };
  const begins = (i: number) => ARGUMENT_NAMES.has(rest[i]) && rest[i + 1] === '=';
  const values = new Map<string, ArgumentValue>();
  let isClean = rest.length === 0 || begins(0);
  for (let i = 0; i < rest.length; ) {
    if (!begins(i)) {
      i++;
      continue;
    }
    let end = i + 2;
    while (end < rest.length && !begins(end)) end++;
    const said = rest.slice(i + 2, end);
    const kind = argumentSpec(family, rest[i])?.kind;
    const isSecond = values.has(rest[i]);
    if (isSecond || !suits(said, kind)) isClean = false;
    if (!isSecond && said.length > 0) values.set(rest[i], readValue(said, kind));
    i = end;
  }
  return { call: { name, arguments: Object.fromEntries(values) }, isClean };
}

const isNumber = (word: string) => /^\d+$/.test(word);

/** Whether words are a value of an argument: a text holds anything but calls. */
function suits(words: readonly string[], kind: ArgumentKind | undefined): boolean {
  switch (kind) {
    case 'choice':
      return words.length === 1;
    case 'number':
      return isNumber(textOf(words));
    case 'flag':
      return words.length === 1 && verdictOf(words[0]) !== null;
    case 'bbox':
      return words.length === 4 && words.every(isNumber);
    default:
      return words.length > 0 && !words.some((word) => word.startsWith('<') || familyOf(word) !== undefined);
  }
}

/** The value that words say. Words that do not suit the argument are its text. */
function readValue(words: readonly string[], kind: ArgumentKind | undefined): ArgumentValue {
  if (kind === 'bbox' && suits(words, kind)) {
    const [left, top, right, bottom] = words.map(Number);
    return boxText([left, top, right, bottom]);
  }
  const text = textOf(words);
  if (kind === 'number' && isNumber(text)) return Number(text);
  if (kind === 'flag' && suits(words, kind)) return text === 'yes';
  return text;
}

/** `read image_1 OCR C5 mathematics ? no ... open ? yes`, each part where it is found. */
function readReasoning(tokens: readonly number[]): Omit<GtaReading, 'call'> {
  const words = wordsOfIds(tokens);
  const first = tokens.findIndex((token) => labelOf(token) !== null);
  const opening = first < 0 ? words : words.slice(0, first);
  const tool = opening.find((word): word is ToolFamily =>
    (TOOL_FAMILIES as readonly string[]).includes(word),
  );
  const image = opening.find((word): word is ImageName => /^image_\d$/.test(word));
  const steps: RuleStep[] = [];
  for (const [i, token] of tokens.entries()) {
    const label = labelOf(token);
    const step = label === null ? null : readStep(label, words.slice(i + 1));
    if (step) steps.push(step);
  }
  const asksOpen = words.findIndex((word, i) => word === 'open' && words[i + 1] === '?');
  return {
    verb: opening[0] ?? null,
    image: image ?? null,
    tool: tool ?? null,
    steps,
    open: asksOpen < 0 ? null : verdictOf(words[asksOpen + 2]),
  };
}

function verdictOf(word: string | undefined): boolean | null {
  return word === 'yes' ? true : word === 'no' ? false : null;
}

/** What stands behind a label: a condition, `?`, and a verdict; null for anything else. */
function readStep(label: number, words: readonly string[]): RuleStep | null {
  const mark = words.indexOf('?');
  const verdict = verdictOf(words[mark + 1]);
  const read = mark < 0 || verdict === null ? null : readCondition(words.slice(0, mark));
  return read && verdict !== null ? { label, verdict, ...read } : null;
}

function readCondition(words: readonly string[]): Pick<RuleStep, 'condition' | 'value'> | null {
  const [about, ...rest] = words;
  if (about === 'mathematics') return rest.length === 0 ? { condition: { about } } : null;
  if (about === 'type') {
    const [value] = rest[1] === 'in' && isAccountType(rest[0]) ? [rest[0]] : [];
    const said = value === undefined ? rest : rest.slice(2);
    const types = said.filter(isAccountType);
    if (types.length !== said.length || types.length === 0) return null;
    return { condition: { about, types }, ...(value !== undefined && { value }) };
  }
  if (about !== 'credits' && about !== 'age') return null;
  const sign = rest.findIndex((word) => COMPARISONS.includes(word as Comparison));
  const [value, threshold] = [rest.slice(0, sign).join(''), rest.slice(sign + 1).join('')];
  if (sign < 0 || !/^\d{1,6}$/.test(threshold) || !/^\d{0,6}$/.test(value)) return null;
  const condition: Condition = {
    about,
    comparison: rest[sign] as Comparison,
    threshold: Number(threshold),
  };
  return value === '' ? { condition } : { condition, value: Number(value) };
}
