import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CROP_SIZE, visualTokens } from '../sequence/image';
import { OBJECT_KINDS } from '../tasks/clevr/policy/walk';
import { cropPicture, renderCrop } from './crop';

/** Pixels that are not nearly gray, or darker than the ground: what the object and its shadow cover. */
function covered(rgb: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const [r, g, b] = rgb.subarray(i, i + 3);
    if (Math.max(r, g, b) - Math.min(r, g, b) > 40) count++;
  }
  return count;
}

describe('crops', () => {
  it('of the 96 objects are 96 different pictures of one visual token', () => {
    const pictures = OBJECT_KINDS.map(cropPicture);
    expect(pictures.every((picture) => picture.side === CROP_SIZE && visualTokens(picture) === 1)).toBe(true);
    expect(new Set(pictures.map(({ rgb }) => rgb.join())).size).toBe(OBJECT_KINDS.length);
    expect(cropPicture({ ...OBJECT_KINDS[5] })).toBe(pictures[5]);
  });

  it('show large objects larger than small ones, in the middle', () => {
    for (const shape of ['cube', 'sphere', 'cylinder'] as const) {
      const red = { color: 'red', material: 'rubber', shape } as const;
      const small = renderCrop({ ...red, size: 'small' }, CROP_SIZE);
      const large = renderCrop({ ...red, size: 'large' }, CROP_SIZE);
      expect(covered(large)).toBeGreaterThan(2.5 * covered(small));
      const middle = 3 * (9 * CROP_SIZE + 8);
      expect(small[middle]).toBeGreaterThan(1.5 * small[middle + 1]);
    }
  });

  it('have the same pixels everywhere', () => {
    const hash = createHash('sha256');
    for (const kind of OBJECT_KINDS) hash.update(renderCrop(kind, CROP_SIZE));
    expect(hash.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"28d4b7662014edf1"`);
  });
});
