import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Augmentation, IMAGE_SIZE, PATCH_VALUES, UNCHANGED, VISUAL_TOKENS, writePatches } from './image';

const WINDOW = 16;
const PER_SIDE = 6;

/** A picture whose every byte names its pixel: red the column, green the row, blue both. */
const rgb = Uint8Array.from({ length: IMAGE_SIZE * IMAGE_SIZE * 3 }, (_, i) => {
  const pixel = Math.floor(i / 3);
  const [column, row] = [pixel % IMAGE_SIZE, Math.floor(pixel / IMAGE_SIZE)];
  return [5 * column, 5 * row, 2 * (column + row)][i % 3];
});

const picture = (rgb: Uint8Array) => ({ rgb, side: IMAGE_SIZE, canMirror: true });

function patches(augmentation: Augmentation): Float32Array {
  const to = new Float32Array(VISUAL_TOKENS * PATCH_VALUES);
  writePatches(picture(rgb), augmentation, to, 0);
  return to;
}

/** Column and row that a value of a patch shows. */
function shown(values: Float32Array, patch: number, x: number, y: number, brightness = 1): [number, number] {
  const at = patch * PATCH_VALUES + (y * WINDOW + x) * 3;
  const byte = (value: number) => Math.round(((value + 1) * 255) / 2 / brightness / 5);
  return [byte(values[at]), byte(values[at + 1])];
}

const inside = (value: number) => Math.min(IMAGE_SIZE - 1, Math.max(0, value));

describe('writePatches', () => {
  it('puts overlapping 16 x 16 windows at stride 8, in rows from the top left', () => {
    const plain = patches(UNCHANGED);
    // The third window of the second row begins at pixel (12, 4): 8 px strides, less the 4 px border.
    expect(shown(plain, PER_SIDE + 2, 0, 0)).toEqual([12, 4]);
    expect(shown(plain, PER_SIDE + 2, 15, 15)).toEqual([27, 19]);
    // Neighbours overlap by half.
    expect(shown(plain, PER_SIDE + 3, 0, 7)).toEqual(shown(plain, PER_SIDE + 2, 8, 7));
    // The border repeats the edge.
    expect(shown(plain, 0, 0, 0)).toEqual([0, 0]);
    expect(shown(plain, 0, 4, 5)).toEqual([0, 1]);
    expect(shown(plain, VISUAL_TOKENS - 1, 15, 15)).toEqual([IMAGE_SIZE - 1, IMAGE_SIZE - 1]);
  });

  it('mirrors, then shifts, the picture with its border; brightness scales the values', () => {
    const augmentations = fc.record({
      mirrored: fc.boolean(),
      dx: fc.integer({ min: -2, max: 2 }),
      dy: fc.integer({ min: -2, max: 2 }),
      brightness: fc.constantFrom(0.9, 1, 1.1),
    });
    fc.assert(
      fc.property(augmentations, (augmentation) => {
        const { mirrored, dx, dy, brightness } = augmentation;
        const values = patches(augmentation);
        for (let patch = 0; patch < VISUAL_TOKENS; patch++) {
          const [left, top] = [(patch % PER_SIDE) * 8 - 4, Math.floor(patch / PER_SIDE) * 8 - 4];
          for (const [x, y] of [
            [0, 0],
            [2, 1],
            [7, 9],
            [15, 15],
          ]) {
            const column = mirrored ? IMAGE_SIZE - 1 - (left + x) : left + x;
            expect(shown(values, patch, x, y, brightness)).toEqual([
              inside(column + dx),
              inside(top + y + dy),
            ]);
          }
        }
      }),
    );
  });

  it('maps bytes 0 and 255 to -1 and 1, and writes from the offset on only', () => {
    const to = new Float32Array(10 + VISUAL_TOKENS * PATCH_VALUES + 10).fill(7);
    writePatches(picture(new Uint8Array(rgb.length).fill(255)), UNCHANGED, to, 10);
    expect(to.subarray(0, 10).every((value) => value === 7)).toBe(true);
    expect(to.subarray(-10).every((value) => value === 7)).toBe(true);
    expect(to.subarray(10, -10).every((value) => Math.abs(value - 1) < 1e-6)).toBe(true);
    writePatches(picture(new Uint8Array(rgb.length)), UNCHANGED, to, 10);
    expect(to.subarray(10, -10).every((value) => value === -1)).toBe(true);
  });
});
