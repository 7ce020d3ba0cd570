import { CLOSE_UP, type Frame, type View, viewOf } from './camera';
import { castIds } from './coverage';
import { projectBox, type Solid, solidOf } from './primitives';
import type { Scene } from './scene-graph';
import {
  contactLight,
  keyLight,
  type Rgb,
  shadeGround,
  shadeSurface,
  shadowBounds,
  surfaceOf,
} from './shading';

export interface RenderOptions {
  readonly width: number;
  readonly height: number;
  readonly frame?: Frame;
  /** Samples per pixel along each axis. */
  readonly samples?: number;
}

/**
 * Ray casts a scene. Returns RGB bytes, row-major from the top left, `width * height * 3` of them. The bytes are the
 * same on every machine: the arithmetic is limited to operations that ECMAScript defines to the last bit.
 */
export function renderScene(scene: Scene, options: RenderOptions): Uint8Array {
  const { width, height, frame = CLOSE_UP, samples = 2 } = options;
  const solids = solidsOf(scene, frame);
  const surfaces = scene.objects.map((object, i) => surfaceOf(solids[i], object.color, object.material));
  const view = viewOf(frame, width * samples, height * samples);
  const { ids, depth } = castIds(solids, view);
  const { key, sky } = castShadows(solids, view, ids);

  const sums = new Float64Array(width * height * 3);
  const rgb: Rgb = [0, 0, 0];
  for (let j = 0; j < view.height; j++) {
    const b = (view.height / 2 - j - 0.5) / view.focal;
    const dy = view.cosPitch + b * view.sinPitch;
    const dz = b * view.cosPitch - view.sinPitch;
    const groundDepth = depthOfGround(view, dz);
    const groundY = view.eyeY + groundDepth * dy;
    const row = ((j / samples) | 0) * width;
    for (let i = 0; i < view.width; i++) {
      const dx = (i + 0.5 - view.width / 2) / view.focal;
      const k = j * view.width + i;
      const id = ids[k];
      if (id < 0) {
        shadeGround(groundDepth * dx, groundY, key[k], sky[k], rgb);
      } else {
        const t = depth[k];
        shadeSurface(surfaces, id, t * dx, view.eyeY + t * dy, view.eyeZ + t * dz, dx, dy, dz, rgb);
      }
      const p = 3 * (row + ((i / samples) | 0));
      sums[p] += Math.min(rgb[0], 1);
      sums[p + 1] += Math.min(rgb[1], 1);
      sums[p + 2] += Math.min(rgb[2], 1);
    }
  }

  const pixels = new Uint8Array(sums.length);
  const scale = 1 / (samples * samples);
  for (let p = 0; p < sums.length; p++) pixels[p] = 255 * Math.sqrt(sums[p] * scale) + 0.5;
  return pixels;
}

/** Index of the object seen at a pixel position of a width x height picture, or -1 for the ground. */
export function objectAtPixel(
  scene: Scene,
  px: number,
  py: number,
  { width, height, frame = CLOSE_UP }: RenderOptions,
): number {
  const i = Math.floor(px);
  const j = Math.floor(py);
  if (i < 0 || j < 0 || i >= width || j >= height) return -1;
  return objectIds(scene, { width, height, frame })[j * width + i];
}

/** Index of the object seen in the middle of every pixel (-1: the ground), row-major. */
export function objectIds(scene: Scene, { width, height, frame = CLOSE_UP }: RenderOptions): Int8Array {
  return castIds(solidsOf(scene, frame), viewOf(frame, width, height)).ids;
}

function solidsOf(scene: Scene, frame: Frame): Solid[] {
  return scene.objects.map((object) => {
    const [x, y] = object['3d_coords'];
    return solidOf(object, x, y, object.rotation, frame);
  });
}

/** Depth of the ground along a row's rays; above the horizon, the far end of the studio floor. */
function depthOfGround(view: View, dz: number): number {
  const farthest = 100;
  return -dz * farthest > view.eyeZ ? -view.eyeZ / dz : farthest;
}

/** Shares of key and sky light per sample of the ground, each object touching only the box of its shadow. */
function castShadows(
  solids: readonly Solid[],
  view: View,
  ids: Int8Array,
): { key: Float64Array; sky: Float64Array } {
  const key = new Float64Array(ids.length).fill(1);
  const sky = new Float64Array(ids.length).fill(1);
  for (const solid of solids) {
    const bounds = shadowBounds(solid);
    const box = projectBox(view, bounds.x, bounds.y, [0, 0]);
    const left = Math.max(0, Math.floor(box.left));
    const right = Math.min(view.width, Math.ceil(box.right));
    const bottom = Math.min(view.height, Math.ceil(box.bottom));
    for (let j = Math.max(0, Math.floor(box.top)); j < bottom; j++) {
      const b = (view.height / 2 - j - 0.5) / view.focal;
      const t = depthOfGround(view, b * view.cosPitch - view.sinPitch);
      const y = view.eyeY + t * (view.cosPitch + b * view.sinPitch);
      for (let i = left; i < right; i++) {
        const k = j * view.width + i;
        if (ids[k] >= 0) continue;
        const x = (t * (i + 0.5 - view.width / 2)) / view.focal;
        key[k] *= keyLight(solid, x, y);
        sky[k] *= contactLight(solid, x, y);
      }
    }
  }
  return { key, sky };
}
