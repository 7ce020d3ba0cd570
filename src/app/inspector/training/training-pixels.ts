import {
  type Augmentation,
  IMAGE_SIZE,
  PATCH_VALUES,
  PATCHES_PER_SIDE,
  type Picture,
  visualTokens,
  writePatches,
} from '../../../sequence/image';

const WINDOW = Math.sqrt(PATCH_VALUES / 3);
const STRIDE = IMAGE_SIZE / PATCHES_PER_SIDE;
const BORDER = (WINDOW - STRIDE) / 2;

/**
 * The picture as a training sequence shows it to the model, augmentation included: put together from the middles of the
 * very windows that the model reads.
 *
 * @returns [side, side, 4] RGBA bytes
 */
export function trainingPixels(picture: Picture, augmentation: Augmentation): Uint8ClampedArray {
  const { side } = picture;
  const windows = new Float32Array(visualTokens(picture) * PATCH_VALUES);
  writePatches(picture, augmentation, windows, 0);
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const token = Math.floor(y / STRIDE) * (side / STRIDE) + Math.floor(x / STRIDE);
      const inWindow = ((y % STRIDE) + BORDER) * WINDOW + (x % STRIDE) + BORDER;
      const pixel = (y * side + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        rgba[pixel + channel] = ((windows[token * PATCH_VALUES + inWindow * 3 + channel] + 1) * 255) / 2;
      }
      rgba[pixel + 3] = 255;
    }
  }
  return rgba;
}

/** "mirrored, moved by 1 and -2 pixels, 4 % brighter"; null where the picture is as it was drawn. */
export function augmentationInWords({ mirrored, dx, dy, brightness }: Augmentation): string | null {
  const change = Math.round(100 * (brightness - 1));
  const said = [
    mirrored ? 'mirrored' : '',
    dx !== 0 || dy !== 0 ? `moved by ${Math.abs(dx)} and ${Math.abs(dy)} pixels` : '',
    change !== 0 ? `${Math.abs(change)} % ${change > 0 ? 'brighter' : 'darker'}` : '',
  ].filter((part) => part !== '');
  return said.length > 0 ? said.join(', ') : null;
}
