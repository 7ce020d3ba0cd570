import { short } from './quoted';
/**
 * The safetensors format: an 8-byte little-endian header length, a JSON header, then raw tensors. Float32 only, which
 * is all this project stores.
 */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafetensorsFile {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A header larger than this is refused: no model here needs more, and it bounds the parser's work. */
const MAX_HEADER_BYTES = 1 << 20;

export function writeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [['__metadata__', metadata]];
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    header.push([name, { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / 8) * 8; // the format aligns tensors by spaces behind the header
  const file = new Uint8Array(8 + padded + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.fill(0x20, 8, 8 + padded);
  file.set(json, 8);
  let at = 8 + padded;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** Why a file was refused, as a sentence for people. */
export class SafetensorsError extends Error {}

/**
 * Reads a safetensors file.
 *
 * @throws SafetensorsError with a sentence when the file is not one or is damaged: cut off, with tensors named twice,
 *   overlapping, or not covering the file
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < 8) {
    throw new SafetensorsError('This is not a safetensors file: it is shorter than its header.');
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(MAX_HEADER_BYTES) || Number(headerLength) > file.length - 8) {
    throw new SafetensorsError('This is not a safetensors file: its header length makes no sense.');
  }
  const start = 8 + Number(headerLength);
  const header = parseHeader(file.subarray(8, start));
  const { __metadata__: metadata = {}, ...entries } = header;
  const places = Object.entries(entries).map(([name, entry]) => checkEntry(name, entry, file.length - start));
  checkCoverage(places, file.length - start);
  const tensors = places.map(({ name, shape, from, to }) => {
    // A copy, because a Float32Array needs an aligned start.
    const data = new Float32Array((to - from) / 4);
    new Uint8Array(data.buffer).set(file.subarray(start + from, start + to));
    return { name, shape, data };
  });
  return { tensors, metadata: stringValues(metadata) };
}

/** A tensor as the header describes it; `from` and `to` in bytes behind the header. */
interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Tensors follow one another without overlaps and without holes, as the format demands. */
function checkCoverage(places: readonly Place[], dataBytes: number): void {
  let end = 0;
  let previous = '';
  for (const { name, from, to } of [...places].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < end) {
      throw new SafetensorsError(`The tensors "${short(previous)}" and "${short(name)}" overlap.`);
    }
    if (from > end) {
      throw new SafetensorsError(
        `There are ${from - end} bytes before the tensor "${short(name)}" that belong to none.`,
      );
    }
    end = to;
    previous = name;
  }
  if (end < dataBytes) {
    throw new SafetensorsError(
      `There are ${dataBytes - end} bytes at the end of the file that belong to no tensor.`,
    );
  }
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw new SafetensorsError('The header of this safetensors file is not JSON.');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new SafetensorsError('The header of this safetensors file is not an object.');
  }
  const seen = new Set<string>();
  for (const name of topLevelNames(text)) {
    if (seen.has(name)) {
      throw new SafetensorsError(`The tensor "${short(name)}" occurs twice in this file.`);
    }
    seen.add(name);
  }
  return header as Record<string, unknown>;
}

/** The names in the outermost object of valid JSON, as often as they occur: JSON.parse keeps only the last of equal ones. */
function topLevelNames(json: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let text = '';
  for (const [symbol] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g)) {
    if (symbol === ':' && depth === 1) {
      names.push(JSON.parse(text));
    } else if (symbol === '{' || symbol === '[') {
      depth++;
    } else if (symbol === '}' || symbol === ']') {
      depth--;
    }
    text = symbol;
  }
  return names;
}

function checkEntry(name: string, entry: unknown, dataBytes: number): Place {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (dtype !== 'F32') {
    throw new SafetensorsError(
      `The tensor "${short(name)}" is of type ${short(String(dtype))}; only F32 is read here.`,
    );
  }
  const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new SafetensorsError(`The tensor "${short(name)}" has no valid shape.`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw new SafetensorsError(`The tensor "${short(name)}" has no valid place in the file.`);
  }
  const [from, to] = offsets as [number, number];
  const bytes = (shape as number[]).reduce((product, size) => product * size, 4);
  if (from > to || to > dataBytes || to - from !== bytes) {
    throw new SafetensorsError(
      `The tensor "${short(name)}" does not fit its place in the file; it may be cut off.`,
    );
  }
  return { name, shape: shape as number[], from, to };
}

function stringValues(metadata: unknown): Record<string, string> {
  const entries = Object.entries((metadata ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
