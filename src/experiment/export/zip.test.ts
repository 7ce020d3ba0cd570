import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { zip, zipBlob } from './zip';

/** Files of an archive as its directory tells of them. */
function unzipped(bytes: Uint8Array): Record<string, string> {
  const buffer = Buffer.from(bytes);
  const end = buffer.length - 22;
  expect(buffer.readUInt32LE(end)).toBe(0x06054b50);
  const files: Record<string, string> = {};
  let at = buffer.readUInt32LE(end + 16);
  expect(at + buffer.readUInt32LE(end + 12)).toBe(end);
  for (let i = 0; i < buffer.readUInt16LE(end + 10); i++) {
    expect(buffer.readUInt32LE(at)).toBe(0x02014b50);
    const [size, nameLength, place] = [
      buffer.readUInt32LE(at + 24),
      buffer.readUInt16LE(at + 28),
      buffer.readUInt32LE(at + 42),
    ];
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength);
    expect(buffer.readUInt32LE(place)).toBe(0x04034b50);
    expect(buffer.subarray(place + 30, place + 30 + nameLength).toString()).toBe(name);
    const data = buffer.subarray(place + 30 + nameLength, place + 30 + nameLength + size);
    expect(buffer.readUInt32LE(at + 16)).toBe(crc32(data));
    files[name] = data.toString('utf8');
    at += 46 + nameLength;
  }
  return files;
}

it('archives text files that come out as they went in', () => {
  const files = { 'README.md': '# Größe\n', 'folder/a.py': 'print("ok")\n', empty: '' };
  expect(unzipped(zip(files))).toEqual(files);
  expect(unzipped(zip({ bytes: new TextEncoder().encode('abc') }))).toEqual({ bytes: 'abc' });
  expect(unzipped(zip({}))).toEqual({});
});

it('archives blobs to the same bytes', async () => {
  const files = { 'a.txt': 'abc', 'raw/b.jsonl': '{"a":1}\n' };
  const blob = await zipBlob({ ...files, 'raw/b.jsonl': new Blob([files['raw/b.jsonl']]) });
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(zip(files));
});
