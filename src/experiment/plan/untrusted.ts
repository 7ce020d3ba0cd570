import * as v from 'valibot';
import { short } from '../../model/quoted';

export { short };

/** Reading JSON that somebody else wrote (links, files): what no schema checks, and what to say when one refuses. */

/** Names that every object has already: as keys of data they are an attack or an accident, never a field. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

const TOO_MANY = 'It holds more values than this page reads.';

export interface JsonBounds {
  readonly depth: number;
  /** Objects, lists and plain values in all. */
  readonly values: number;
}

/** Of an experiment's settings. */
export const CONFIG_BOUNDS: JsonBounds = { depth: 4, values: 200 };

/**
 * What makes parsed JSON unfit to be looked at, as a sentence; null when it is fit. Walks with a list of its own, so
 * that no nesting can exhaust the stack.
 */
export function jsonFault(json: unknown, { depth, values }: JsonBounds): string | null {
  const open: [value: unknown, level: number][] = [[json, 0]];
  let seen = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, level] = next;
    seen++;
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if (level === depth) {
      return `It is nested deeper than ${depth} levels.`;
    }
    // Lists have no names to look at, and long ones are refused before they are walked.
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (seen + open.length + inner.length > values) {
      return TOO_MANY;
    }
    const inherited = Array.isArray(value)
      ? undefined
      : Object.keys(value).find((key) => INHERITED.has(key) || key === 'prototype');
    if (inherited !== undefined) {
      return `It has a field named "${inherited}", which is refused.`;
    }
    for (const one of inner) {
      open.push([one, level + 1]);
    }
  }
  return null;
}

/** The first thing a strict schema refused, as a sentence. */
export function refusal([issue]: readonly v.BaseIssue<unknown>[]): string {
  const path = v.getDotPath(issue);
  const where = path ? `"${short(path)}"` : 'It';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${where} is not a field that this page knows.`;
  }
  if (issue.received === 'undefined') {
    return `${where} is missing.`;
  }
  if (issue.expected === null) {
    return `${where} is out of order: ${issue.message}`;
  }
  return `${where} should be ${short(issue.expected)}, but is ${short(issue.received)}.`;
}

/** A finite number; JSON has no others, but values made in code may. */
export const finite = v.pipe(v.number(), v.finite());
