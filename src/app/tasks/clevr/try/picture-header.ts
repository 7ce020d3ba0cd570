/** What a file says of its picture before anything is decoded. */
export interface PictureHeader {
  readonly format: PictureFormat;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export const PICTURE_FORMATS = ['PNG', 'JPEG', 'WebP'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** First bytes of files, as text of one character each; a dot stands for any byte. */
const MAGIC: readonly (readonly [start: string, format: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['\xff\xd8\xff', 'JPEG'],
  ['RIFF....WEBP', 'WebP'],
  ['GIF8', 'GIF'],
  ['BM', 'BMP'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['....ftyphei', 'HEIC'],
  ['....ftypmif1', 'HEIC'],
  ['....ftypavi', 'AVIF'],
  ['%PDF', 'PDF'],
];

/** The format of a file by its first bytes, whatever its name says; null for one that is not known. */
export function formatOf(bytes: Uint8Array): string | null {
  const fits = (start: string) =>
    [...start].every((char, i) => char === '.' || bytes[i] === char.charCodeAt(0));
  return MAGIC.find(([start]) => fits(start))?.[1] ?? null;
}

/** Width and height of a picture from its header; null where the header is damaged. */
export function readPictureHeader(bytes: Uint8Array, format: PictureFormat): PictureHeader | null {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = { PNG: sizeOfPng, JPEG: sizeOfJpeg, WebP: sizeOfWebp }[format](data);
    return size && size[0] > 0 && size[1] > 0 ? { format, width: size[0], height: size[1] } : null;
  } catch {
    // The file ends within its header.
    return null;
  }
}

type Size = readonly [width: number, height: number];

/** The first chunk of a PNG is IHDR. */
function sizeOfPng(data: DataView): Size | null {
  return text(data, 12) === 'IHDR' ? [data.getUint32(16), data.getUint32(20)] : null;
}

/** The size stands in the frame header (SOF), behind segments of other kinds; each says how long it is. */
function sizeOfJpeg(data: DataView): Size | null {
  const [startOfScan, endOfImage] = [0xda, 0xd9];
  for (let at = 2; ; ) {
    if (data.getUint8(at) !== 0xff) return null;
    const marker = data.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // padding before a marker
      continue;
    }
    if (marker === startOfScan || marker === endOfImage) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [data.getUint16(at + 7), data.getUint16(at + 5)];
    at += 2 + data.getUint16(at + 2);
  }
}

/** Lossy, lossless or extended: each has its own header. */
function sizeOfWebp(data: DataView): Size | null {
  switch (text(data, 12)) {
    case 'VP8 ':
      return [data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff];
    case 'VP8L': {
      const bits = data.getUint32(21, true);
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    }
    case 'VP8X': {
      const uint24 = (at: number) => data.getUint16(at, true) + 65_536 * data.getUint8(at + 2);
      return [uint24(24) + 1, uint24(27) + 1];
    }
    default:
      return null;
  }
}

function text(data: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => data.getUint8(at + i)));
}
