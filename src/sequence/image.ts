import type { RandomStream } from '../random/stream';
import { renderScene } from '../tasks/clevr/scene/renderer';
import type { Scene } from '../tasks/clevr/scene/scene-graph';

/** Side of the model's square picture, pixels. */
export const IMAGE_SIZE = 48;
/** Windows overlap: side 16 at stride 8, the border padded by 4 pixels of its own edge. */
export const WINDOW = 16;
export const STRIDE = 8;
const BORDER = (WINDOW - STRIDE) / 2;
export const PATCHES_PER_SIDE = IMAGE_SIZE / STRIDE;
export const VISUAL_TOKENS = PATCHES_PER_SIDE * PATCHES_PER_SIDE;
export const PATCH_VALUES = WINDOW * WINDOW * 3;

/** RGB bytes of a scene at the model's size, row-major. */
export function modelImage(scene: Scene): Uint8Array {
  return renderScene(scene, { width: IMAGE_SIZE, height: IMAGE_SIZE });
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

export function randomAugmentation(random: RandomStream): Augmentation {
  return {
    mirrored: random.next() < 0.5,
    dx: random.int(5) - 2,
    dy: random.int(5) - 2,
    brightness: random.between(0.9, 1.1),
  };
}

/**
 * Writes the windows of one picture as rows of floats in [-1, 1], times the brightness as seen from -1 (black).
 *
 * @param to [VISUAL_TOKENS, PATCH_VALUES] from `offset` on
 */
export function writePatches(
  rgb: Uint8Array,
  { mirrored, dx, dy, brightness }: Augmentation,
  to: Float32Array,
  offset: number,
): void {
  const scale = (2 / 255) * brightness;
  const clamp = (value: number) => Math.min(IMAGE_SIZE - 1, Math.max(0, value));
  let at = offset;
  for (let patchY = 0; patchY < PATCHES_PER_SIDE; patchY++) {
    for (let patchX = 0; patchX < PATCHES_PER_SIDE; patchX++) {
      for (let y = 0; y < WINDOW; y++) {
        const row = clamp(patchY * STRIDE - BORDER + y + dy) * IMAGE_SIZE;
        for (let x = 0; x < WINDOW; x++) {
          const column = patchX * STRIDE - BORDER + x;
          const source = clamp((mirrored ? IMAGE_SIZE - 1 - column : column) + dx);
          const pixel = (row + source) * 3;
          to[at++] = rgb[pixel] * scale - 1;
          to[at++] = rgb[pixel + 1] * scale - 1;
          to[at++] = rgb[pixel + 2] * scale - 1;
        }
      }
    }
  }
}
