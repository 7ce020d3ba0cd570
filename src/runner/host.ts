/** The script in Node that drives this page (scripts/run-in-page.mjs) provides these three functions. */
interface Host {
  trimpiEvent(json: string): Promise<void>;
  trimpiSave(name: string, base64: string, last: boolean): Promise<void>;
  trimpiLoad(name: string): Promise<string | null>;
}

const host = globalThis as unknown as Host;

/** One message to Node carries at most this many bytes. */
const CHUNK_BYTES = 1 << 20;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // String.fromCharCode takes its arguments on the stack: 32 KiB at a time.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

/** Streams one JSON value to the script. */
export function sendEvent(event: unknown): Promise<void> {
  return host.trimpiEvent(JSON.stringify(event));
}

/**
 * Writes a file into the script's output folder; it appears there, whole, when the promise resolves.
 *
 * @throws Error when the name leaves that folder.
 */
export async function saveFile(name: string, bytes: Uint8Array): Promise<void> {
  let start = 0;
  do {
    const end = Math.min(start + CHUNK_BYTES, bytes.length);
    await host.trimpiSave(name, toBase64(bytes.subarray(start, end)), end === bytes.length);
    start = end;
  } while (start < bytes.length);
}

/** Reads a file from one of the script's folders; null when there is none. */
export async function loadFile(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const base64 = await host.trimpiLoad(name);
  return base64 === null ? null : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
