import { crc32 } from '../share/crc32';

/** 1980-01-01, ZIP's first day: equal files make equal archives. */
const FIRST_DAY = 0x21;

/**
 * A ZIP archive of files, stored as they are (APPNOTE 6.3.3): a header and the bytes of each, then the directory.
 *
 * @param files path with "/" -> text or bytes
 */
export function zip(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const entries = Object.entries(files).map(([path, content]) => {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    return { name: encoder.encode(path), bytes, crc: crc32(bytes) };
  });
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes, crc } of entries) {
    // Version 2.0, names in UTF-8, stored, time, day, checksum, size packed and unpacked, length of the name, no extras.
    const about = [...u16(20), ...u16(0x800), ...u16(0), ...u16(0), ...u16(FIRST_DAY), ...u32(crc)];
    const sizes = [...u32(bytes.length), ...u32(bytes.length), ...u16(name.length), ...u16(0)];
    const header = Uint8Array.from([...u32(0x04034b50), ...about, ...sizes]);
    parts.push(header, name, bytes);
    // The directory adds: made by, comment, disk, attributes, and where the file's header is.
    const entry = [...u32(0x02014b50), ...u16(20), ...about, ...sizes];
    directory.push(
      Uint8Array.from([...entry, ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(offset)]),
      name,
    );
    offset += header.length + name.length + bytes.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const counts = [...u16(0), ...u16(0), ...u16(entries.length), ...u16(entries.length)];
  const end = Uint8Array.from([...u32(0x06054b50), ...counts, ...u32(length), ...u32(offset), ...u16(0)]);
  return joined([...parts, ...directory, end]);
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
