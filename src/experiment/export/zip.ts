import { crc32 } from '../share/crc32';

/** 1980-01-01, ZIP's first day: equal files make equal archives. */
const FIRST_DAY = 0x21;
/** Sizes and places are numbers of 32 bits. */
const MOST_BYTES = 0xffffffff;

interface Entry {
  readonly name: Uint8Array;
  readonly size: number;
  readonly crc: number;
}

/**
 * A ZIP archive of files, stored as they are (APPNOTE 6.3.3): a header and the bytes of each, then the directory.
 *
 * @param files path with "/" -> text or bytes
 */
export function zip(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory = new Directory();
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    parts.push(directory.header(path, bytes), bytes);
  }
  return joined([...parts, directory.end()]);
}

/**
 * The same of files that may be large: what is in a Blob stays where the browser keeps it.
 *
 * @throws Error with a sentence when they are more than an archive can hold, 4 GiB
 */
export async function zipBlob(files: Readonly<Record<string, string | Blob>>): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory = new Directory();
  for (const [path, content] of Object.entries(files)) {
    const blob = new Blob([content]);
    parts.push(directory.header(path, new Uint8Array(await blob.arrayBuffer())), blob);
  }
  if (directory.bytes > MOST_BYTES) {
    throw new Error(
      'The archive would be larger than 4 GiB: export it without pictures, or with npm run export.',
    );
  }
  return new Blob([...parts, directory.end()]);
}

/** Headers of files, and the directory that ends an archive. */
class Directory {
  private readonly entries: Uint8Array[] = [];
  private count = 0;
  /** Of all files and their headers until now. */
  bytes = 0;

  header(path: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
    const { name, size, crc }: Entry = {
      name: new TextEncoder().encode(path),
      size: content.length,
      crc: crc32(content),
    };
    // Version 2.0, names in UTF-8, stored, time, day, checksum, size packed and unpacked, length of the name, no extras.
    const about = [...u16(20), ...u16(0x800), ...u16(0), ...u16(0), ...u16(FIRST_DAY), ...u32(crc)];
    const sizes = [...u32(size), ...u32(size), ...u16(name.length), ...u16(0)];
    // The directory adds: made by, comment, disk, attributes, and where the file's header is.
    const entry = [...u32(0x02014b50), ...u16(20), ...about, ...sizes];
    this.entries.push(
      Uint8Array.from([...entry, ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(this.bytes)]),
      name,
    );
    const header = joined([Uint8Array.from([...u32(0x04034b50), ...about, ...sizes]), name]);
    this.bytes += header.length + size;
    this.count++;
    return header;
  }

  end(): Uint8Array<ArrayBuffer> {
    const length = this.entries.reduce((sum, part) => sum + part.length, 0);
    const counts = [...u16(0), ...u16(0), ...u16(this.count), ...u16(this.count)];
    const end = [...u32(0x06054b50), ...counts, ...u32(length), ...u32(this.bytes), ...u16(0)];
    return joined([...this.entries, Uint8Array.from(end)]);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

const u16 = (value: number) => [value & 255, (value >>> 8) & 255];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
