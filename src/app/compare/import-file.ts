import { parseRunRecordFile, RECORD_LIMIT } from '../../experiment/record/record-schema';
import type { RunRecord } from '../../experiment/record/run-record';

/** What a file brings, judged by its content, not by its name. */
export type Imported =
  | { readonly kind: 'run'; readonly record: RunRecord }
  /** A model, for the trainer to judge. */
  | { readonly kind: 'weights'; readonly bytes: ArrayBuffer }
  /** The fragment of a link that was sent as a file. */
  | { readonly kind: 'link'; readonly hash: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Largest file that is looked at, bytes: above any model of this page (medium: 6 MB) and any run. */
const FILE_LIMIT = 4 * RECORD_LIMIT;
/** A link or a sentence with a link in it is no longer. */
const LINK_FILE_LIMIT = 40_000;

/** Reads a file that a visitor chose. Never throws. */
export async function readImport(file: Blob): Promise<Imported> {
  if (file.size > FILE_LIMIT) {
    const message = `This file has ${Math.round(file.size / 1e6)} MB; at most ${FILE_LIMIT / 1e6} MB are read. Nothing was imported.`;
    return { kind: 'refused', message };
  }
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { kind: 'refused', message: 'The browser could not read this file. Nothing was imported.' };
  }
  // A safetensors file begins with the length of its header, eight bytes of which no text has the upper ones.
  if (bytes.byteLength >= 8 && new Uint8Array(bytes, 4, 4).every((byte) => byte === 0)) {
    return { kind: 'weights', bytes };
  }
  const text = new TextDecoder().decode(bytes);
  const link = text.length <= LINK_FILE_LIMIT ? /#\d{1,4}\.[A-Za-z0-9_-]+/.exec(text) : null;
  if (link && !text.trimStart().startsWith('{')) {
    return { kind: 'link', hash: link[0] };
  }
  const parsed = parseRunRecordFile(text);
  return parsed.ok ? { kind: 'run', record: parsed.record } : { kind: 'refused', message: parsed.message };
}
