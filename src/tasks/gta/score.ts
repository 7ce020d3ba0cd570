import type { ToolFamily } from '../../sequence/tool-words';
import { equalExpressions } from './arithmetic';
import type { Call } from './call';
import { overlap } from './pictures/picture';
import { familyOf } from './rules/policy';
import { type ArgumentSpec, type ArgumentValue, argumentSpec, TOOL_ARGUMENTS } from './tools';
import { parseBox } from './words';

/** The score of one argument. */
export interface ArgumentScore {
  readonly name: string;
  /** What the call should give; null for an argument that it should not. */
  readonly wanted: ArgumentValue | null;
  /** What it gives; null where it gives nothing. */
  readonly given: ArgumentValue | null;
  /** 0 to 1. */
  readonly score: number;
}

export interface CallScore {
  /** 1 for the exact name, else 0. */
  readonly tool: 0 | 1;
  /** Mean of the arguments' scores, 0 to 1. */
  readonly arguments: number;
  /** Half of each. */
  readonly accuracy: number;
  readonly each: readonly ArgumentScore[];
}

/**
 * Scores a call (method 2.1): accuracy = .5 name exact + .5 mean argument score. Arguments count for every version of the right tool;
 * those of another tool earn nothing. A missing argument and one too many score 0 each and count in the mean; an optional one that
 * is left out counts as given at its default, and one given at its default where the right call leaves it out is passed over.
 *
 * @param given null for a response without a call
 */
export function scoreCall(wanted: Call, given: Call | null): CallScore {
  const family = familyOf(wanted.name);
  const isRightTool =
    given !== null && (given.name === wanted.name || (family && familyOf(given.name) === family));
  const each = isRightTool ? argumentScores(wanted, given, family) : missing(wanted);
  const tool = given?.name === wanted.name ? 1 : 0;
  const mean = each.length === 0 ? 1 : each.reduce((sum, { score }) => sum + score, 0) / each.length;
  const args = isRightTool ? mean : 0;
  return { tool, arguments: args, accuracy: (tool + args) / 2, each };
}

function missing(wanted: Call): ArgumentScore[] {
  return Object.entries(wanted.arguments).map(([name, value]) => ({
    name,
    wanted: value,
    given: null,
    score: 0,
  }));
}

function argumentScores(wanted: Call, given: Call, family: ToolFamily | undefined): ArgumentScore[] {
  const names = new Set([...Object.keys(wanted.arguments), ...Object.keys(given.arguments)]);
  return [...names].flatMap((name): ArgumentScore[] => {
    const spec = argumentSpec(family, name);
    const isOwn = family !== undefined && TOOL_ARGUMENTS[family].some((own) => own.name === name);
    const otherwise = isOwn ? spec?.otherwise : undefined;
    const right = own(wanted.arguments, name);
    const said = own(given.arguments, name);
    if (right === undefined) {
      if (said === undefined) return [];
      if (otherwise !== undefined && valueScore(spec, otherwise, said) === 1) return [];
      const score = otherwise === undefined ? 0 : valueScore(spec, otherwise, said);
      return [{ name, wanted: otherwise ?? null, given: said, score }];
    }
    const counted = said ?? otherwise;
    const score = counted === undefined ? 0 : valueScore(spec, right, counted);
    return [{ name, wanted: right, given: said ?? null, score }];
  });
}

/** A property of the object itself: calls come from outside, and "constructor" is no argument. */
function own(values: Call['arguments'], name: string): ArgumentValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** How well a value is that of an argument, 0 to 1. */
export function valueScore(
  spec: ArgumentSpec | undefined,
  wanted: ArgumentValue,
  given: ArgumentValue,
): number {
  const [right, said] = [String(wanted), String(given)];
  switch (spec?.kind) {
    case 'expression':
      return equalExpressions(right, said) ? 1 : 0;
    case 'text':
      return tokenF1(right, said);
    case 'bbox': {
      const [a, b] = [parseBox(right), parseBox(said)];
      return a && b ? overlap(a, b) : 0;
    }
    default:
      return plain(right) === plain(said) ? 1 : 0;
  }
}

const plain = (text: string) => text.trim().toLowerCase();

/** F1 of the words that two texts share, each as often as both have it; 1 for two texts without words. */
export function tokenF1(wanted: string, given: string): number {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const [right, said] = [words(wanted), words(given)];
  if (right.length === 0 || said.length === 0) return right.length === said.length ? 1 : 0;
  const left = [...right];
  let shared = 0;
  for (const word of said) {
    const at = left.indexOf(word);
    if (at < 0) continue;
    left.splice(at, 1);
    shared++;
  }
  return (2 * shared) / (right.length + said.length);
}
