import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamedTensor, readSafetensors, SafetensorsError, writeSafetensors } from './safetensors';

const names = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => name !== '__metadata__');

const files = fc.record({
  tensors: fc
    .uniqueArray(
      fc.record({
        name: names,
        shape: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
        seed: fc.nat(),
      }),
      { selector: ({ name }) => name, maxLength: 6 },
    )
    .map((drawn) =>
      drawn.map(({ name, shape, seed }): NamedTensor => {
        const length = shape.reduce((a, b) => a * b, 1);
        return {
          name,
          shape,
          data: Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(seed + i))),
        };
      }),
    ),
  metadata: fc.dictionary(fc.string(), fc.string()),
});

interface Entry {
  dtype?: unknown;
  shape?: unknown;
  data_offsets?: unknown;
}

/** A file of any header and so many bytes of data. */
function fileOf(header: string | Record<string, Entry | unknown>, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const four = { dtype: 'F32', shape: [4], data_offsets: [0, 16] };

describe('safetensors', () => {
  it('reads what it wrote, from any place in memory', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 0, max: 7 }), (file, shift) => {
        const bytes = writeSafetensors(file);
        const moved = new Uint8Array(shift + bytes.length + 3);
        moved.set(bytes, shift);
        const read = readSafetensors(moved.subarray(shift, shift + bytes.length));
        const sorted = (tensors: readonly NamedTensor[]) =>
          [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
        expect(sorted(read.tensors)).toEqual(sorted(file.tensors));
        expect(new Map(Object.entries(read.metadata))).toEqual(new Map(Object.entries(file.metadata)));
      }),
    );
  });

  it('is laid out as the format says: length, JSON, tensors aligned to 8 bytes', () => {
    const file = writeSafetensors({
      tensors: [{ name: 'a', shape: [2], data: new Float32Array([1, 2]) }],
      metadata: { size: 'small' },
    });
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
      __metadata__: { size: 'small' },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect([...new Float32Array(file.buffer, 8 + length, 2)]).toEqual([1, 2]);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'shorter than its header'],
    ['a few bytes', new Uint8Array(7), 'shorter than its header'],
    ['a header longer than the file', fileOf('{}', 0).subarray(0, 9), 'header length makes no sense'],
    [
      'a header of 2^63 bytes',
      Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 128, 123, 125]),
      'header length makes no sense',
    ],
    ['a header of 2 MB', fileOf(`{"a":"${'x'.repeat(2 << 20)}"}`, 0), 'header length makes no sense'],
    ['another format', new TextEncoder().encode('<!doctype html><title>404</title>'), 'makes no sense'],
    ['a header that is not JSON', fileOf('{"a":', 0), 'not JSON'],
    ['an empty header', fileOf('', 0), 'not JSON'],
    [
      'a header that is not UTF-8',
      fileOf('{"a\u0000":1}', 0).map((byte) => (byte === 97 ? 255 : byte)),
      'not JSON',
    ],
    ['a header that is a list', fileOf('[]', 0), 'not an object'],
    ['a header that is null', fileOf('null', 0), 'not an object'],
    ['a tensor that is null', fileOf({ a: null }, 0), 'of type undefined'],
    ['a tensor that is a number', fileOf({ a: 3 }, 0), 'of type undefined'],
    ['half precision', fileOf({ a: { ...four, dtype: 'F16' } }, 16), 'only F32'],
    ['no shape', fileOf({ a: { ...four, shape: undefined } }, 16), 'no valid shape'],
    ['a negative size', fileOf({ a: { ...four, shape: [-4] } }, 16), 'no valid shape'],
    ['a size with a fraction', fileOf({ a: { ...four, shape: [3.5] } }, 16), 'no valid shape'],
    ['a shape that overflows', fileOf({ a: { ...four, shape: [2 ** 52, 2 ** 52] } }, 16), 'does not fit'],
    ['no offsets', fileOf({ a: { ...four, data_offsets: undefined } }, 16), 'no valid place'],
    ['three offsets', fileOf({ a: { ...four, data_offsets: [0, 8, 16] } }, 16), 'no valid place'],
    ['a negative offset', fileOf({ a: { ...four, data_offsets: [-16, 0] } }, 16), 'no valid place'],
    ['offsets the wrong way round', fileOf({ a: { ...four, data_offsets: [16, 0] } }, 16), 'does not fit'],
    ['data cut off', fileOf({ a: four }, 15), 'does not fit'],
    ['more data than shape', fileOf({ a: { ...four, shape: [3] } }, 16), 'does not fit'],
    [
      'overlapping tensors',
      fileOf({ a: four, b: { ...four, data_offsets: [8, 24] } }, 24),
      '"a" and "b" overlap',
    ],
    ['two tensors in one place', fileOf({ a: four, b: four }, 16), 'overlap'],
    ['a hole', fileOf({ a: { ...four, data_offsets: [4, 20] } }, 20), '4 bytes before the tensor "a"'],
    ['bytes left over', fileOf({ a: four }, 20), '4 bytes at the end'],
    [
      'a tensor named twice',
      fileOf(`{"a":${JSON.stringify(four)},"\\u0061":${JSON.stringify(four)}}`, 16),
      '"a" occurs twice',
    ],
  ])('refuses %s with a sentence', (_, file, sentence) => {
    expect(() => readSafetensors(file)).toThrow(SafetensorsError);
    expect(() => readSafetensors(file)).toThrow(sentence);
  });

  it('takes names like those of objects, and braces inside names, for what they are', () => {
    const file = fileOf(
      '{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"{\\":{":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}',
      4,
    );
    expect(readSafetensors(file).tensors.map(({ name }) => name)).toEqual(['__proto__', '{":{']);
  });

  it('throws nothing but SafetensorsError, whatever is damaged', () => {
    const whole = writeSafetensors({
      tensors: [
        { name: 'first', shape: [2, 3], data: new Float32Array(6).fill(1) },
        { name: 'second', shape: [5], data: new Float32Array(5).fill(2) },
      ],
      metadata: { size: 'small' },
    });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, length) => {
        const file = whole.slice(0, changes.length > 0 ? whole.length : length);
        for (const [at, value] of changes) {
          file[at] = value;
        }
        try {
          readSafetensors(file);
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
          expect((error as Error).message).toMatch(/[.]$/);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('reads a header of many names, or of one long one, at once', () => {
    const entries = Array.from({ length: 6_000 }, (_, i) => [
      `t${i}`,
      { dtype: 'F32', shape: [1], data_offsets: [4 * i, 4 * i + 4] },
    ]);
    const header = JSON.stringify(Object.fromEntries(entries));
    expect(header.length).toBeLessThan(1 << 20);
    expect(readSafetensors(fileOf(header, 24_000)).tensors).toHaveLength(6_000);
    const longName = fileOf(
      `{"${'x\\n'.repeat(300_000)}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`,
      0,
    );
    expect(readSafetensors(longName).tensors).toHaveLength(1);
  });

  it.each([
    ['long', 'n'.repeat(900_000)],
    ['of many lines', 'n\\n'.repeat(300_000)],
    ['invisible', '\u202e\u0007'.repeat(50)],
  ])('quotes a name that is %s cut and on one line', (_, name) => {
    const file = fileOf(
      `{"${JSON.parse(JSON.stringify(name))}":{"dtype":"F16","shape":[0],"data_offsets":[0,0]}}`.replaceAll(
        '\u0007',
        '\\u0007',
      ),
      0,
    );
    const read = () => readSafetensors(file);
    expect(read).toThrow(/^The tensor "[^\p{C}]*" is of type F16; only F32 is read here\.$/u);
    expect(() => read()).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{1,200}$/u) }));
  });
});
