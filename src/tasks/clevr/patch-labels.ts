import { objectIds } from '../../scene/renderer';
import { ATTRIBUTE_TYPES, type ObjectAttributes, type Scene } from '../../scene/scene-graph';
import { IMAGE_SIZE, PATCHES_PER_SIDE } from '../../sequence/image';
import { tokenId } from '../../sequence/vocabulary';
import type { PatchLabel } from '../task';

/** What a patch shows, for the vision warm-up: an object's attributes, nothing, or unclear (left out). */
export type PatchContent = ObjectAttributes | 'nothing' | null;

const CELL = IMAGE_SIZE / PATCHES_PER_SIDE;

/** What each patch shows, from which object covers most of the patch's own cell (the middle of its window). */
export function patchContents(scene: Scene): PatchContent[] {
  const ids = objectIds(scene, { width: IMAGE_SIZE, height: IMAGE_SIZE });
  return Array.from({ length: PATCHES_PER_SIDE * PATCHES_PER_SIDE }, (_, patch) => {
    const left = (patch % PATCHES_PER_SIDE) * CELL;
    const top = Math.floor(patch / PATCHES_PER_SIDE) * CELL;
    const pixels = new Map<number, number>();
    for (let y = top; y < top + CELL; y++) {
      for (let x = left; x < left + CELL; x++) {
        const id = ids[y * IMAGE_SIZE + x];
        pixels.set(id, (pixels.get(id) ?? 0) + 1);
      }
    }
    const ground = pixels.get(-1) ?? 0;
    pixels.delete(-1);
    const [best] = [...pixels.entries()].sort((a, b) => b[1] - a[1]);
    if (!best) {
      return 'nothing';
    }
    return best[1] >= CELL * CELL * 0.3 && best[1] > ground * 0.5 ? scene.objects[best[0]] : null;
  });
}

/** Every labelled patch must name its object's four attributes, or "nothing" four times. */
export function patchLabels(scene: Scene): PatchLabel[] {
  return patchContents(scene).map((content) => {
    if (content === null) {
      return null;
    }
    const isEmpty = content === 'nothing';
    return { words: ATTRIBUTE_TYPES.map((type) => tokenId(isEmpty ? content : content[type])), isEmpty };
  });
}
