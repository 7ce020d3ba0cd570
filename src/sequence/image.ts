import type { RandomStream } from '../random/stream';

/** Side of the model's square picture, pixels. */
export const IMAGE_SIZE = 48;
/** Windows overlap: side 16 at stride 8, the border padded by 4 pixels of its own edge. */
export const WINDOW = 16;
export const STRIDE = 8;
const BORDER = (WINDOW - STRIDE) / 2;
export const PATCHES_PER_SIDE = IMAGE_SIZE / STRIDE;
export const VISUAL_TOKENS = PATCHES_PER_SIDE * PATCHES_PER_SIDE;
export const PATCH_VALUES = WINDOW * WINDOW * 3;
/** Side of a crop, pixels: a picture of one object that is one window, without a border, and so one visual token. */
export const CROP_SIZE = WINDOW;
/**
 * Places that a visual token can have in its picture: the windows of a picture, then the only one of a crop. Padded to a multiple
 * of 4, which the matrix kernels need.
 */
export const VISUAL_PLACES = Math.ceil((VISUAL_TOKENS + 1) / 4) * 4;

/** A square picture as the model sees it. */
export interface Picture {
  /** RGB bytes, row-major, [side, side, 3]. */
  readonly rgb: Uint8Array;
  /** Pixels. */
  readonly side: number;
  /** Whether it says the same in a mirror: objects do, words and places do not. */
  readonly canMirror: boolean;
}

/** Windows of a picture along each side. */
function windowsPerSide({ side }: Pick<Picture, 'side'>): number {
  return side === CROP_SIZE ? 1 : side / STRIDE;
}

/** Tokens that a picture takes in a sequence: each picture owns its number. */
export function visualTokens(picture: Pick<Picture, 'side'>): number {
  return windowsPerSide(picture) ** 2;
}

/** Place of a picture's first visual token; the others follow it. */
export function firstPlace({ side }: Pick<Picture, 'side'>): number {
  return side === CROP_SIZE ? VISUAL_TOKENS : 0;
}

/** What image augmentation does to one picture: none of it changes which objects there are. */
export interface Augmentation {
  readonly mirrored: boolean;
  /** Shift in pixels. */
  readonly dx: number;
  readonly dy: number;
  /** Factor on all values. */
  readonly brightness: number;
}

export const UNCHANGED: Augmentation = { mirrored: false, dx: 0, dy: 0, brightness: 1 };

export function randomAugmentation(
  { canMirror }: Pick<Picture, 'canMirror'>,
  random: RandomStream,
): Augmentation {
  return {
    mirrored: random.next() < 0.5 && canMirror,
    dx: random.int(5) - 2,
    dy: random.int(5) - 2,
    brightness: random.between(0.9, 1.1),
  };
}

/**
 * Writes the windows of one picture as rows of floats in [-1, 1], times the brightness as seen from -1 (black).
 *
 * @param to [visual tokens of the picture, PATCH_VALUES] from `offset` on
 */
export function writePatches(
  picture: Picture,
  { mirrored, dx, dy, brightness }: Augmentation,
  to: Float32Array,
  offset: number,
): void {
  const { rgb, side } = picture;
  const scale = (2 / 255) * brightness;
  const clamp = (value: number) => Math.min(side - 1, Math.max(0, value));
  const patches = windowsPerSide(picture);
  const border = side === CROP_SIZE ? 0 : BORDER;
  let at = offset;
  for (let patchY = 0; patchY < patches; patchY++) {
    for (let patchX = 0; patchX < patches; patchX++) {
      for (let y = 0; y < WINDOW; y++) {
        const row = clamp(patchY * STRIDE - border + y + dy) * side;
        for (let x = 0; x < WINDOW; x++) {
          const column = patchX * STRIDE - border + x;
          const source = clamp((mirrored ? side - 1 - column : column) + dx);
          const pixel = (row + source) * 3;
          to[at++] = rgb[pixel] * scale - 1;
          to[at++] = rgb[pixel + 1] * scale - 1;
          to[at++] = rgb[pixel + 2] * scale - 1;
        }
      }
    }
  }
}
