import { safeParse } from 'valibot';
import { base64UrlToBytes, bytesToBase64Url, deflate, inflateRaw } from '../../experiment/share/compression';
import type { ExampleView } from '../../tasks/task';
import { exampleView } from '../../tasks/view-schemas';

/** A question of Try it (a scene and a policy, or a user, a query and rules) in an address: `?screen=try&ask=1.abc`. */

/** Most bytes that a question inflates to. */
const MOST_BYTES = 65_536;
/** Of the format; a page reads every version that was ever published. */
const VERSION = '1.';

export type OpenedQuestion =
  | { readonly ok: true; readonly example: ExampleView }
  | { readonly ok: false; readonly message: string };

/** The query that asks about an example. */
export async function questionQuery(example: ExampleView): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(example));
  return `?screen=try&ask=${VERSION}${bytesToBase64Url(await deflate(bytes, 'deflate-raw'))}`;
}

/** Reads what stands behind `ask=`; anything that is no question of this page gets a sentence. */
export async function openQuestion(text: string): Promise<OpenedQuestion> {
  const refuse = (why: string): OpenedQuestion => ({
    ok: false,
    message: `The question in the address cannot be opened: ${why} Ask for the link again.`,
  });
  if (!text.startsWith(VERSION)) return refuse('this page does not know its version.');
  const packed = base64UrlToBytes(text.slice(VERSION.length));
  const bytes = packed && (await inflateRaw(packed, MOST_BYTES));
  if (bytes === 'too large') return refuse('it is larger than any question of this page.');
  if (!bytes) return refuse('it was cut off or changed on its way.');
  try {
    const read = safeParse(exampleView, JSON.parse(new TextDecoder().decode(bytes)));
    return read.success
      ? { ok: true, example: read.output }
      : refuse('it holds something that no question of this page has.');
  } catch {
    return refuse('it was cut off or changed on its way.');
  }
}
