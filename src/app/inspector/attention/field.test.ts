import { describe, expect, it } from 'vitest';
import { IMAGE_SIZE, PATCH_VALUES, UNCHANGED, VISUAL_TOKENS, writePatches } from '../../../sequence/image';
import { attentionField, FIELD_SIDE, windowBox, windowInWords } from './field';

const only = (token: number) => Array.from({ length: VISUAL_TOKENS }, (_, i) => (i === token ? 1 : 0));
const sum = (values: Iterable<number>) => [...values].reduce((all, value) => all + value, 0);

/** The visual tokens whose window holds a pixel, found by lighting it and looking at what the model would be given. */
function tokensThatSee(x: number, y: number): number[] {
  const rgb = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE * 3);
  rgb.fill(255, (y * IMAGE_SIZE + x) * 3, (y * IMAGE_SIZE + x) * 3 + 3);
  const windows = new Float32Array(VISUAL_TOKENS * PATCH_VALUES);
  writePatches({ rgb, side: IMAGE_SIZE, canMirror: true }, UNCHANGED, windows, 0);
  return Array.from({ length: VISUAL_TOKENS }, (_, token) => token).filter((token) =>
    windows.subarray(token * PATCH_VALUES, (token + 1) * PATCH_VALUES).some((value) => value > 0),
  );
}

describe('the attention field', () => {
  it('lights a place for exactly the tokens whose window holds it', () => {
    const cell = IMAGE_SIZE / FIELD_SIDE;
    for (const [column, row] of [
      [0, 0],
      [1, 0],
      [5, 7],
      [6, 6],
      [11, 3],
      [11, 11],
    ]) {
      const seen = tokensThatSee(column * cell + 1, row * cell + 1);
      const lit = Array.from({ length: VISUAL_TOKENS }, (_, token) => token).filter(
        (token) => attentionField(only(token))[row * FIELD_SIDE + column] > 0,
      );
      expect(lit).toEqual(seen);
    }
  });

  it('keeps every share whole, also at the border', () => {
    for (let token = 0; token < VISUAL_TOKENS; token++) {
      expect(sum(attentionField(only(token)))).toBeCloseTo(1, 5);
    }
    const even = attentionField(Array(VISUAL_TOKENS).fill(1 / VISUAL_TOKENS));
    expect(sum(even)).toBeCloseTo(1, 5);
  });

  it('frames and names windows where they lie', () => {
    expect(windowBox(0)).toEqual({ x: 0, y: 0, width: 12, height: 12 });
    expect(windowBox(7)).toEqual({ x: 4, y: 4, width: 16, height: 16 });
    expect(windowBox(VISUAL_TOKENS - 1)).toEqual({ x: 36, y: 36, width: 12, height: 12 });
    expect([0, 5, 14, 35].map(windowInWords)).toEqual([
      'upper left',
      'upper right',
      'middle centre',
      'lower right',
    ]);
  });
});
