import * as v from 'valibot';
import type { ExampleView } from '../../tasks/task';
import { briefView, exampleView } from '../../tasks/view-schemas';
import { jsonFault, refusal } from '../plan/untrusted';
import { base64UrlToBytes, bytesToBase64Url, deflate, inflateRaw } from './compression';
import { crc32 } from './crc32';

/**
 * Links that carry a question of Try it: `#q1.<base64url(deflate-raw(JSON))><check>`, the check six characters over all that stands
 * before it. The JSON is the example as records have it, and whether trained models are asked with the policy put back, too.
 */
export interface SharedQuestion {
  readonly example: ExampleView;
  readonly withPolicyToo: boolean;
}

export type DecodedQuestion =
  | { readonly ok: true; readonly question: SharedQuestion }
  | { readonly ok: false; readonly message: string };

const CHECK_CHARS = 6;
/** Longest encoded question that is looked at, characters. */
const ENCODED_LIMIT = 32_768;
const INFLATED_LIMIT = 262_144;
const BOUNDS = { depth: 24, values: 20_000 };

const schema = v.strictObject({
  example: exampleView,
  withPolicyToo: v.boolean(),
}) satisfies v.GenericSchema<unknown, SharedQuestion>;

/** Whether a fragment says that it is such a link. */
export function isQuestionLink(hash: string): boolean {
  return /^#q\d/.test(hash);
}

/** The fragment that opens a question. */
export async function encodeQuestion({ example, withPolicyToo }: SharedQuestion): Promise<string> {
  const json = JSON.stringify({ example: briefView(example), withPolicyToo });
  const packed = bytesToBase64Url(await deflate(new TextEncoder().encode(json), 'deflate-raw'));
  return `#q1.${packed}${checkOf(packed)}`;
}

/** Reads the fragment of an address. Never throws: whatever is wrong comes back as a sentence. */
export async function decodeQuestion(hash: string): Promise<DecodedQuestion> {
  const found = /^#q(\d{1,4})\.([A-Za-z0-9_-]*)$/.exec(hash.slice(0, ENCODED_LIMIT));
  if (!found || hash.length > ENCODED_LIMIT) {
    return refuse('It is incomplete or holds characters that no link has.');
  }
  const [, version, rest] = found;
  if (version !== '1') {
    const message = `This question’s link is of version ${version}, and this page reads version 1. A newer page may open it.`;
    return { ok: false, message };
  }
  const packed = rest.slice(0, -CHECK_CHARS);
  if (rest.slice(-CHECK_CHARS) !== checkOf(packed)) {
    return refuse('It is not as it was made: a character has changed, or part of it was cut off.');
  }
  const bytes = base64UrlToBytes(packed);
  const inflated = bytes && (await inflateRaw(bytes, INFLATED_LIMIT));
  if (!inflated || inflated === 'too large') return refuse('It is damaged.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inflated));
  } catch {
    return refuse('It is damaged.');
  }
  const fault = jsonFault(json, BOUNDS);
  if (fault) return refuse(fault);
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  return parsed.success ? { ok: true, question: parsed.output } : refuse(refusal(parsed.issues));
}

function checkOf(packed: string): string {
  const check = new Uint8Array(4);
  new DataView(check.buffer).setUint32(0, crc32(new TextEncoder().encode(`q1.${packed}`)));
  return bytesToBase64Url(check);
}

function refuse(reason: string): DecodedQuestion {
  return { ok: false, message: `This question cannot be opened. ${reason} Ask for its link again.` };
}
