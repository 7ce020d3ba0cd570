import { base64UrlToBytes, bytesToBase64Url, deflate, inflateRaw } from './compression';

/** Of the format; a page reads every version that was ever published. */
const VERSION = '1.';
/** Most bytes that a text inflates to. */
const MOST_BYTES = 65_536;

/** A long text for the query of an address, `1.<base64url(deflate-raw(UTF-8))>`. */
export async function packText(text: string): Promise<string> {
  return VERSION + bytesToBase64Url(await deflate(new TextEncoder().encode(text), 'deflate-raw'));
}

/** Reads it back; null for what was cut off or changed on its way. */
export async function unpackText(packed: string): Promise<string | null> {
  if (!packed.startsWith(VERSION)) return null;
  const bytes = base64UrlToBytes(packed.slice(VERSION.length));
  const text = bytes && (await inflateRaw(bytes, MOST_BYTES));
  if (!text || text === 'too large') return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch {
    return null;
  }
}
