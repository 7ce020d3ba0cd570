import type { Call } from './call';
import { familyOf } from './rules/policy';
import { type ArgumentKind, type ArgumentValue, TOOL_ARGUMENTS } from './tools';
import { boxText, parseBox } from './words';

/** Longest text in which a call is looked for, characters. */
const LIMIT = 10_000;
const SHORT = 40;

export type ParsedCall =
  | {
      readonly ok: true;
      readonly call: Call;
      /** A sentence for everything about the call that is not as it should be; it is scored as it stands. */
      readonly faults: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** A call as people and other programs read it. */
export function callJson({ name, arguments: given }: Call): string {
  return JSON.stringify({ name, arguments: given });
}

/**
 * Reads a call from text that people wrote. Never throws. The first JSON object of the text counts; text around it, an unknown
 * tool, missing and extra arguments and wrong types are faults, and do not keep the call from being scored.
 */
export function parseCallJson(text: string): ParsedCall {
  if (text.length > LIMIT) return { ok: false, message: `A call has ${LIMIT} characters at most.` };
  const found = firstObject(text);
  if (found === null)
    return { ok: false, message: 'There is no call: write {"name": "...", "arguments": {...}}.' };
  let json: unknown;
  try {
    json = JSON.parse(found.json);
  } catch {
    return { ok: false, message: 'The call is not JSON: look for a missing quotation mark or comma.' };
  }
  const { name, arguments: given } = json as { name?: unknown; arguments?: unknown };
  if (typeof name !== 'string') return { ok: false, message: 'The call has no name of a tool in "name".' };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { ok: false, message: 'The call has no object of arguments in "arguments".' };
  }
  const faults: string[] = [];
  if (found.before !== '') faults.push('There is text in front of the call.');
  if (found.behind !== '') faults.push('There is text behind the call.');
  const family = familyOf(name);
  if (!family) faults.push(`There is no tool "${name.slice(0, SHORT)}".`);
  const specs = family ? TOOL_ARGUMENTS[family] : [];
  const values: [string, ArgumentValue][] = [];
  for (const [argument, value] of Object.entries(given)) {
    const spec = specs.find((one) => one.name === argument);
    if (family && !spec) faults.push(`${name} has no argument "${argument.slice(0, SHORT)}".`);
    const read = readValue(value, spec?.kind);
    if (read.fault) faults.push(`The argument "${argument.slice(0, SHORT)}" ${read.fault}`);
    values.push([argument, read.value]);
  }
  for (const spec of specs) {
    if (spec.otherwise === undefined && !Object.hasOwn(given, spec.name)) {
      faults.push(`The argument "${spec.name}" is missing.`);
    }
  }
  return { ok: true, call: { name, arguments: Object.fromEntries(values) }, faults };
}

/** The value of an argument; objects and lists that are no box count as empty text. */
function readValue(value: unknown, kind: ArgumentKind | undefined): { value: ArgumentValue; fault?: string } {
  if (kind === 'bbox' && Array.isArray(value)) {
    const box = parseBox(value);
    return box ? { value: boxText(box) } : { value: '', fault: 'is not a box of four numbers.' };
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return { value: '', fault: 'is neither text nor a number.' };
  }
  if (kind === 'number' && typeof value !== 'number') return { value, fault: 'should be a number.' };
  if (kind === 'flag' && typeof value !== 'boolean') return { value, fault: 'should be true or false.' };
  if (kind === 'bbox' && !parseBox(value)) return { value, fault: 'is not a box of four numbers.' };
  const isText = kind !== undefined && kind !== 'number' && kind !== 'flag';
  return isText && typeof value !== 'string' ? { value, fault: 'should be text.' } : { value };
}

/** The first balanced `{...}` of a text, braces inside strings aside; null where there is none. */
function firstObject(text: string): { before: string; json: string; behind: string } | null {
  const start = text.indexOf('{');
  if (start < 0) return null;
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) {
      const json = text.slice(start, i + 1);
      return { before: text.slice(0, start).trim(), json, behind: text.slice(i + 1).trim() };
    }
  }
  return null;
}
