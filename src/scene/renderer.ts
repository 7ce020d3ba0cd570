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
  const view = viewOf(frame, width, height);
  const fine = viewOf(frame, width * samples, height * samples);
  const solids = solidsOf(scene, view);
  const surfaces = scene.objects.map((object, i) => surfaceOf(solids[i], object.color, object.material));
  const { ids, depth } = castIds(solids, fine);

  const sums = new Float64Array(width * height * 3);
  const groundSamples = new Uint8Array(width * height).fill(samples * samples);
  const rgb: Rgb = [0, 0, 0];
  for (let k = 0; k < ids.length; k++) {
    const id = ids[k];
    if (id < 0) continue;
    const j = (k / fine.width) | 0;
    const i = k - j * fine.width;
    const dx = (i + 0.5 - fine.width / 2) / fine.focal;
    const b = (fine.height / 2 - j - 0.5) / fine.focal;
    const dy = view.cosPitch + b * view.sinPitch;
    const dz = b * view.cosPitch - view.sinPitch;
    const t = depth[k];
    shadeSurface(surfaces, id, t * dx, view.eyeY + t * dy, view.eyeZ + t * dz, dx, dy, dz, rgb);
    const pixel = ((j / samples) | 0) * width + ((i / samples) | 0);
    groundSamples[pixel]--;
    sums[3 * pixel] += Math.min(rgb[0], 1);
    sums[3 * pixel + 1] += Math.min(rgb[1], 1);
    sums[3 * pixel + 2] += Math.min(rgb[2], 1);
  }
  addGround(solids, view, groundSamples, sums);

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
  const view = viewOf(frame, width, height);
  return castIds(solidsOf(scene, view), view).ids;
}

function solidsOf(scene: Scene, view: View): Solid[] {
  return scene.objects.map((object) => {
    const [x, y] = object['3d_coords'];
    return solidOf(object, x, y, object.rotation, view);
  });
}

/** Depth of the ground along a row's rays; above the horizon, the far end of the studio floor. */
function depthOfGround(view: View, dz: number): number {
  const farthest = 100;
  return -dz * farthest > view.eyeZ ? -view.eyeZ / dz : farthest;
}

/**
 * Adds the ground to the sums of the pixels that show some of it. The ground and its shadows are smooth, so that one
 * sample in the middle of the pixel does for all of its ground samples.
 */
function addGround(
  solids: readonly Solid[],
  view: View,
  groundSamples: Uint8Array,
  sums: Float64Array,
): void {
  const { key, sky } = castShadows(solids, view, groundSamples);
  const rgb: Rgb = [0, 0, 0];
  for (let j = 0; j < view.height; j++) {
    const b = (view.height / 2 - j - 0.5) / view.focal;
    const t = depthOfGround(view, b * view.cosPitch - view.sinPitch);
    const y = view.eyeY + t * (view.cosPitch + b * view.sinPitch);
    for (let i = 0; i < view.width; i++) {
      const k = j * view.width + i;
      const share = groundSamples[k];
      if (share === 0) continue;
      shadeGround((t * (i + 0.5 - view.width / 2)) / view.focal, y, key[k], sky[k], rgb);
      sums[3 * k] += share * Math.min(rgb[0], 1);
      sums[3 * k + 1] += share * Math.min(rgb[1], 1);
      sums[3 * k + 2] += share * Math.min(rgb[2], 1);
    }
  }
}

/** Shares of key and sky light that reach the ground at every pixel, each object touching only its shadow's box. */
function castShadows(
  solids: readonly Solid[],
  view: View,
  groundSamples: Uint8Array,
): { key: Float64Array; sky: Float64Array } {
  const key = new Float64Array(groundSamples.length).fill(1);
  const sky = new Float64Array(groundSamples.length).fill(1);
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
        if (groundSamples[k] === 0) continue;
        const x = (t * (i + 0.5 - view.width / 2)) / view.focal;
        key[k] *= keyLight(solid, x, y);
        sky[k] *= contactLight(solid, x, y);
      }
    }
  }
  return { key, sky };
}
