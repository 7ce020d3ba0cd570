import type { View } from './camera';
import { intersect, type Solid, solidBox } from './primitives';

/** Which object each sample of a grid sees (-1: the ground) and the depth of what it sees. */
export interface IdBuffer {
  readonly ids: Int8Array;
  readonly depth: Float64Array;
  /** Per object: samples that the object covers, before others hide it. */
  readonly outlines: Int32Array;
}

/** Casts one ray through the middle of every pixel of the view, testing each object only inside its pixel box. */
export function castIds(solids: readonly Solid[], view: View): IdBuffer {
  const { width, height } = view;
  const ids = new Int8Array(width * height).fill(-1);
  const depth = new Float64Array(width * height).fill(Infinity);
  const outlines = new Int32Array(solids.length);
  for (let id = 0; id < solids.length; id++) {
    const solid = solids[id];
    const box = solidBox(view, solid);
    const right = Math.min(width, Math.ceil(box.right));
    const bottom = Math.min(height, Math.ceil(box.bottom));
    for (let j = Math.max(0, Math.floor(box.top)); j < bottom; j++) {
      const b = (height / 2 - j - 0.5) / view.focal;
      const dy = view.cosPitch + b * view.sinPitch;
      const dz = b * view.cosPitch - view.sinPitch;
      for (let i = Math.max(0, Math.floor(box.left)); i < right; i++) {
        const dx = (i + 0.5 - width / 2) / view.focal;
        const t = intersect(solid, 0, view.eyeY, view.eyeZ, dx, dy, dz);
        if (t === Infinity) continue;
        outlines[id]++;
        const k = j * width + i;
        if (t < depth[k]) {
          depth[k] = t;
          ids[k] = id;
        }
      }
    }
  }
  return { ids, depth, outlines };
}

/** Per object: pixels that it covers, and how many of them no other object hides. */
export function coverage(solids: readonly Solid[], view: View): { outline: number; visible: number }[] {
  const { ids, outlines } = castIds(solids, view);
  const visible = new Int32Array(solids.length);
  for (const id of ids) if (id >= 0) visible[id]++;
  return solids.map((_, i) => ({ outline: outlines[i], visible: visible[i] }));
}
