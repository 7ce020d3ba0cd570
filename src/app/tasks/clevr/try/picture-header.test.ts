import { describe, expect, it } from 'vitest';
import { pictureFault } from './picture-file';
import { formatOf, readPictureHeader } from './picture-header';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
const big = (value: number, count: number) =>
  Array.from({ length: count }, (_, i) => Math.floor(value / 256 ** (count - 1 - i)) % 256);
const little = (value: number, count: number) => big(value, count).reverse();

const png = (width: number, height: number) =>
  bytes('\x89PNG\r\n\x1a\n', big(13, 4), 'IHDR', big(width, 4), big(height, 4), [8, 2, 0, 0, 0]);
/** With an application segment and padding before the frame header, as cameras write them. */
const jpeg = (width: number, height: number) =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe1, ...big(6, 2), 1, 2, 3, 4, 0xff, 0xff, 0xc4, ...big(3, 2), 0],
    [0xff, 0xc2, ...big(17, 2), 8, ...big(height, 2), ...big(width, 2), 3],
  );
const webp = (chunk: string, ...rest: number[][]) =>
  bytes('RIFF', little(99, 4), 'WEBP', chunk, little(80, 4), ...rest);

describe('the header of a picture', () => {
  it.each([
    ['PNG', png(640, 480)],
    ['JPEG', jpeg(640, 480)],
    ['WebP', webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a], little(640, 2), little(480, 2))],
    ['WebP', webp('VP8L', [0x2f], little(639 + 479 * 2 ** 14, 4))],
    ['WebP', webp('VP8X', [0, 0, 0, 0], little(639, 3), little(479, 3))],
  ] as const)('of %s says how large it is', (format, file) => {
    expect(formatOf(file)).toBe(format);
    expect(readPictureHeader(file, format)).toEqual({ format, width: 640, height: 480 });
    // Cut off anywhere, it is damaged, and nothing throws.
    for (let length = 12; length < file.length - 8; length++) {
      expect(readPictureHeader(file.slice(0, length), format)).toBeNull();
    }
  });

  it('is judged by what the file holds, whatever its name', () => {
    expect(formatOf(bytes('GIF89a'))).toBe('GIF');
    expect(formatOf(bytes(big(24, 4), 'ftypheic'))).toBe('HEIC');
    expect(formatOf(bytes('{ "scenes": [] }'))).toBeNull();
    expect(formatOf(bytes(''))).toBeNull();
  });

  it('keeps what is too large from being decoded', () => {
    expect(pictureFault(png(10_000, 10_000), 'PNG')).toBe(
      'This picture has 10000 × 10000 pixels, 100 megapixels; at most 50 are read. It was not decoded.',
    );
    expect(pictureFault(png(8000, 6000), 'PNG')).toBeNull();
    expect(pictureFault(png(0, 10), 'PNG')).toContain('damaged');
  });
});
