/** Bytes as text in addresses, and deflate by the platform's own streams (browsers, Node 18+). */

export function bytesToBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null for text that is no base64url. */
export function base64UrlToBytes(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    // The last character may have bits that stand for nothing: only one of its spellings was ever written.
    return bytesToBase64Url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** @param format 'deflate' is zlib's (PNG), 'deflate-raw' the same without header and checksum (links) */
export async function deflate(
  bytes: Uint8Array<ArrayBuffer>,
  format: 'deflate' | 'deflate-raw',
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = streamOf(bytes).pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Inflates as far as `limit` bytes and no further: what is larger is left where it is after the first chunk too many.
 *
 * @returns the bytes, 'too large', or null when they are no deflate stream
 */
export async function inflateRaw(
  bytes: Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<Uint8Array | 'too large' | null> {
  const reader = streamOf(bytes).pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > limit) {
        // Nothing waits for the end of a stream that nobody reads any more.
        void reader.cancel().catch(() => {});
        return 'too large';
      }
      chunks.push(next.value);
    }
  } catch {
    return null;
  }
  const inflated = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    inflated.set(chunk, at);
    at += chunk.length;
  }
  return inflated;
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
