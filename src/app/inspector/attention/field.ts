import { IMAGE_SIZE, PATCH_VALUES, PATCHES_PER_SIDE } from '../../../sequence/image';

/** Geometry of the model's windows (data/image.ts), in pixels of its picture: they overlap, and reach over the border. */
const WINDOW = Math.sqrt(PATCH_VALUES / 3);
const STRIDE = IMAGE_SIZE / PATCHES_PER_SIDE;
const BORDER = (WINDOW - STRIDE) / 2;

/** Side of the cells that every window covers wholly or not at all. */
const CELL = gcd(STRIDE, BORDER);
/** Cells per side of a field. */
export const FIELD_SIDE = IMAGE_SIZE / CELL;

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The part of a window that lies inside the picture, in pixels of the model's picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window of a visual token lies; tokens go row by row. */
export function windowBox(token: number): Box {
  const [left, right] = span(token % PATCHES_PER_SIDE);
  const [top, bottom] = span(Math.floor(token / PATCHES_PER_SIDE));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function span(place: number): [first: number, last: number] {
  const start = place * STRIDE - BORDER;
  return [Math.max(0, start), Math.min(IMAGE_SIZE, start + WINDOW)];
}

/**
 * Attention to visual tokens as a picture: each token's share is spread evenly over the pixels of its window, and
 * overlapping windows add up. (What a window sees beyond the border repeats the border's pixels; its share stays inside.)
 *
 * @param shares one for each visual token
 * @returns [FIELD_SIDE, FIELD_SIDE], row by row; sums to what the shares sum to
 */
export function attentionField(shares: ArrayLike<number>): Float32Array {
  const field = new Float32Array(FIELD_SIDE * FIELD_SIDE);
  for (let token = 0; token < shares.length; token++) {
    const box = windowBox(token);
    const perCell = (shares[token] * CELL * CELL) / (box.width * box.height);
    for (let y = box.y / CELL; y < (box.y + box.height) / CELL; y++) {
      for (let x = box.x / CELL; x < (box.x + box.width) / CELL; x++) {
        field[y * FIELD_SIDE + x] += perCell;
      }
    }
  }
  return field;
}

const ROWS = ['upper', 'middle', 'lower'];
const COLUMNS = ['left', 'centre', 'right'];

/** Where a window lies, in words: "upper left", "middle centre". */
export function windowInWords(token: number): string {
  const third = (place: number) => Math.floor((3 * place) / PATCHES_PER_SIDE);
  return `${ROWS[third(Math.floor(token / PATCHES_PER_SIDE))]} ${COLUMNS[third(token % PATCHES_PER_SIDE)]}`;
}
