import { imageTokens, type Passage } from '../../sequence/passage';
import { END_THINK, EOS, THINK, tokenId } from '../../sequence/vocabulary';
import type { Call } from './call';
import { type Instance, queryText, shownOrder, type Turn } from './instance';
import { modelPicture, type NamedPicture } from './pictures/picture';
import { AGE_DIGITS, CREDIT_DIGITS, type Profile } from './profile';
import { familyOf, type GtaPolicy } from './rules/policy';
import { conditionTokenWords, policyWords } from './rules/policy-words';
import type { RuleStep, RuleWalk } from './rules/walk';
import { type ArgumentValue, argumentSpec } from './tools';
import { idsOf, numberWords, parseBox, wordsOf } from './words';

export function policyTokens(policy: GtaPolicy): number[] {
  return idsOf(policyWords(policy));
}

/** `type B credits 6 1 2 age 3 4` */
export function profileWords({ accountType, credits, age }: Profile): string[] {
  return [
    ...['type', accountType, 'credits'],
    ...numberWords(credits, CREDIT_DIGITS),
    'age',
    ...numberWords(age, AGE_DIGITS),
  ];
}

/** What a tool returned, as the model reads it; the numbers of boxes are one token each. */
export function returnWords(returned: string): string[] {
  return returned.startsWith('(') ? (returned.match(/\d+/g) ?? []) : wordsOf(returned);
}

/** `OCR_v4 image = image_1` */
export function callWords({ name, arguments: given }: Call): string[] {
  const family = familyOf(name);
  return [
    name,
    ...Object.entries(given).flatMap(([argument, value]) => [
      argument,
      '=',
      ...valueWords(value, argumentSpec(family, argument)?.kind),
    ]),
  ];
}

function valueWords(value: ArgumentValue, kind: string | undefined): string[] {
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  if (typeof value === 'number') return [String(value)];
  return kind === 'bbox' ? (parseBox(value) ?? []).map(String) : wordsOf(value);
}

/**
 * (Q, I): pictures under their names, the profile, the query, and the calls made before:
 * `image_1 <image> ... type B credits 6 1 2 age 3 4 <ask> what does the board say ? <call> ... <return> ...`.
 */
export function promptPassage(instance: Instance, before: readonly Turn[]): Passage {
  const shown = shownOrder(instance.pictures).map(({ name, content }) => ({
    name,
    picture: modelPictureOf(content),
  }));
  return {
    tokens: [
      ...shown.flatMap(({ name, picture }) => [tokenId(name), ...imageTokens(picture)]),
      ...idsOf([
        ...profileWords(instance.profile),
        '<ask>',
        ...wordsOf(queryText(instance)),
        ...before.flatMap(({ call, returned }) => [
          '<call>',
          ...callWords(call),
          '<return>',
          ...returnWords(returned),
        ]),
      ]),
    ],
    images: shown.map(({ picture }) => picture),
  };
}

const drawn = new WeakMap<NamedPicture['content'], ReturnType<typeof modelPicture>>();

/** Pictures are drawn once: the same instance is read under several policies. */
function modelPictureOf(content: NamedPicture['content']): ReturnType<typeof modelPicture> {
  const known = drawn.get(content) ?? modelPicture(content);
  drawn.set(content, known);
  return known;
}

/** `C6 credits 6 1 2 <= 2 5 0 ? no` and `C7 type B in A C ? no`; numbers stand where they are looked at first. */
export function stepWords({ label, condition, verdict, value }: RuleStep): string[] {
  const [about, ...rest] = conditionTokenWords(condition);
  const places = about === 'credits' ? CREDIT_DIGITS : AGE_DIGITS;
  const said =
    value === undefined ? [] : typeof value === 'number' ? numberWords(value, places) : [value, 'in'];
  return [`C${label}`, about, ...said, ...rest, '?', verdict ? 'yes' : 'no'];
}

/** The steps of a rule and the name that they end in: a model says it as it says a label, right behind the verdict. */
export function walkWords({ steps, name }: RuleWalk): string[] {
  return [...steps.flatMap(stepWords), name];
}

/** What is needed, of which picture, by which tool: `read image_1 OCR`. */
export function needWords({ need }: Turn): string[] {
  const { image } = need.arguments;
  return [need.verb, ...(image === undefined ? [] : [String(image)]), need.tool];
}

/**
 * C: what is needed, the tool, its rule step by step to the version that it gives, for searches whether the question is open-ended:
 * `<think> read image_1 OCR C5 mathematics ? no C6 credits 6 1 2 <= 2 5 0 ? yes OCR_v5 </think>`.
 */
export function reasoningTokens(turn: Turn): number[] {
  const { need, walk } = turn;
  const open = need.open === undefined ? [] : ['open', '?', need.open ? 'yes' : 'no'];
  return [THINK, ...idsOf([...needWords(turn), ...(walk ? walkWords(walk) : []), ...open]), END_THINK];
}

/** A: `OCR_v5 image = image_1 <eos>`. */
export function answerTokens({ call }: Turn): number[] {
  return [...idsOf(callWords(call)), EOS];
}
