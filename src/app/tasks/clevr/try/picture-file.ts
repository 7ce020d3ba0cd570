import { IMAGE_SIZE } from '../../../../sequence/image';
import type { OwnPicture } from '../../../../tasks/clevr/own-picture';
import { keepOwnPicture } from '../own-picture';
import { PICTURE_FORMATS, type PictureFormat, readPictureHeader } from './picture-header';

/** Largest file that is read, and largest picture that is decoded: a phone's are smaller. */
const MOST_BYTES = 50e6;
const MOST_PIXELS = 50e6;

/** Side of the square that people see: the model's pixels are means of whole blocks of it. */
const BLOCK = 10;
const SHOWN = BLOCK * IMAGE_SIZE;

export type PictureFile =
  | { readonly kind: 'picture'; readonly picture: OwnPicture }
  | { readonly kind: 'refused'; readonly message: string };

export function isPictureFormat(format: string): format is PictureFormat {
  return PICTURE_FORMATS.some((known) => known === format);
}

/** Why a picture is not decoded, a sentence; null for one that is. Judges by the header alone. */
export function pictureFault(bytes: Uint8Array, format: PictureFormat): string | null {
  const header = readPictureHeader(bytes, format);
  if (!header) return `This ${format} file is damaged: it does not say how large its picture is.`;
  const { width, height } = header;
  if (width * height <= MOST_PIXELS) return null;
  const megapixels = Math.round((width * height) / 1e6).toLocaleString('en');
  return `This picture has ${width} × ${height} pixels, ${megapixels} megapixels; at most ${MOST_PIXELS / 1e6} are read. It was not decoded.`;
}

/** Reads a picture of the visitor's: the middle of it, square, scaled to the model's size. Never throws. */
export async function readPicture(file: File, format: PictureFormat): Promise<PictureFile> {
  const refused = (message: string): PictureFile => ({ kind: 'refused', message });
  if (file.size > MOST_BYTES) {
    return refused(
      `This file has ${Math.round(file.size / 1e6)} MB; of a picture at most ${MOST_BYTES / 1e6} MB are read.`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const fault = pictureFault(bytes, format);
  if (fault) return refused(fault);
  try {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: `image/${format.toLowerCase()}` }));
    const square = squareOf(bitmap);
    bitmap.close();
    return { kind: 'picture', picture: kept(square, file.name) };
  } catch {
    return refused(`The browser cannot decode this ${format} file; it may be damaged.`);
  }
}

/** The middle of a picture, [SHOWN, SHOWN]; what is transparent becomes white. */
function squareOf(bitmap: ImageBitmap): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = SHOWN;
  canvas.height = SHOWN;
  const context = contextOf(canvas);
  context.fillStyle = 'white';
  context.fillRect(0, 0, SHOWN, SHOWN);
  const side = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, left, top, side, side, 0, 0, SHOWN, SHOWN);
  return canvas;
}

/** Makes the picture known to the screens. */
function kept(square: HTMLCanvasElement, name: string): OwnPicture {
  const pixels = contextOf(square).getImageData(0, 0, SHOWN, SHOWN).data;
  const picture = blockMeans(pixels);
  keepOwnPicture(picture, {
    words: `Your picture ${name}`,
    draw: (side) => drawnAt(square, side),
    forModel: () => ({ rgb: Uint8Array.from(picture), side: IMAGE_SIZE, canMirror: true }),
  });
  return picture;
}

/**
 * The picture as the model sees it.
 *
 * @param rgba [10 IMAGE_SIZE, 10 IMAGE_SIZE, 4]
 */
export function blockMeans(rgba: ArrayLike<number>): number[] {
  const rgb: number[] = [];
  for (let y = 0; y < IMAGE_SIZE; y++) {
    for (let x = 0; x < IMAGE_SIZE; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let i = 0; i < BLOCK * BLOCK; i++) {
          const [dx, dy] = [i % BLOCK, Math.floor(i / BLOCK)];
          sum += rgba[4 * ((y * BLOCK + dy) * SHOWN + x * BLOCK + dx) + channel];
        }
        rgb.push(Math.round(sum / (BLOCK * BLOCK)));
      }
    }
  }
  return rgb;
}

/** RGB bytes of the square at a size, [side, side, 3]. */
function drawnAt(square: HTMLCanvasElement, side: number): Uint8Array {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(square, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  return Uint8Array.from({ length: 3 * side * side }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
}
