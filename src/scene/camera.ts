import { cosDegrees, sinDegrees } from './degrees';

/**
 * A fixed camera and the patch of ground it shows. The camera looks at `(0, 0, aimHeight)` from `distance` away.
 * Lengths are in scene units (a large CLEVR object has radius 0.7).
 */
export interface Frame {
  /** Direction of image right on the ground, degrees counter-clockwise from +x. */
  readonly azimuth: number;
  /** Sine of the angle by which the camera looks down. */
  readonly sinPitch: number;
  readonly distance: number;
  readonly aimHeight: number;
  /** Focal length in image widths. */
  readonly focal: number;
  /** The picture in whose pixels `pixel_coords` are given. */
  readonly width: number;
  readonly height: number;
  /** Objects are placed with x and y in [-extent, extent]. */
  readonly extent: number;
  readonly minObjects: number;
  readonly maxObjects: number;
  /** Fewest visible pixels of an object, as a share of the picture. */
  readonly minVisibleArea: number;
  /** Smallest part of an object's outline that other objects may leave visible. */
  readonly minVisibleShare: number;
}

/**
 * A square close-up for small pictures: at 48 x 48 pixels a small object is about 7 pixels wide. It looks down more
 * steeply than CLEVR's camera, so that objects hide one another less, and along +y, so that right is +x.
 */
export const CLOSE_UP: Frame = {
  azimuth: 0,
  sinPitch: 0.6,
  distance: 14,
  aimHeight: 0.3,
  focal: 2.75,
  width: 480,
  height: 480,
  extent: 2.3,
  minObjects: 3,
  maxObjects: 5,
  minVisibleArea: 20 / (48 * 48),
  minVisibleShare: 0.65,
};

/** CLEVR's field and (up to its per-image jitter) its camera, fitted to the published scenes' pixel_coords. */
export const CLEVR_FRAME: Frame = {
  azimuth: 49,
  sinPitch: 0.48,
  distance: 11.2,
  aimHeight: 0,
  focal: 525 / 480,
  width: 480,
  height: 320,
  extent: 3,
  minObjects: 3,
  maxObjects: 10,
  minVisibleArea: 200 / (480 * 320),
  minVisibleShare: 0,
};

/**
 * A frame seen at a picture size. View space: x = image right along the ground, y = away from the camera along the
 * ground, z = up. Pixel (i, j) covers [i, i + 1) x [j, j + 1), j downwards.
 */
export interface View {
  /** View x as a unit vector on the ground in scene coordinates; view y is this turned by 90 degrees. */
  readonly right: readonly [x: number, y: number];
  readonly azimuth: number;
  readonly width: number;
  readonly height: number;
  /** Focal length in pixels. */
  readonly focal: number;
  readonly sinPitch: number;
  readonly cosPitch: number;
  readonly eyeY: number;
  readonly eyeZ: number;
}

export function viewOf(frame: Frame, width: number, height: number): View {
  const { sinPitch, distance } = frame;
  const cosPitch = Math.sqrt(1 - sinPitch * sinPitch);
  return {
    right: groundAxes(frame).right,
    azimuth: frame.azimuth,
    width,
    height,
    focal: frame.focal * width,
    sinPitch,
    cosPitch,
    eyeY: -distance * cosPitch,
    eyeZ: frame.aimHeight + distance * sinPitch,
  };
}

/** View-space point to pixel and depth along the optical axis. */
export function projectView(
  view: View,
  x: number,
  y: number,
  z: number,
): [px: number, py: number, depth: number] {
  const dy = y - view.eyeY;
  const dz = z - view.eyeZ;
  const depth = dy * view.cosPitch - dz * view.sinPitch;
  const scale = view.focal / depth;
  const up = dy * view.sinPitch + dz * view.cosPitch;
  return [view.width / 2 + x * scale, view.height / 2 - up * scale, depth];
}

/** Unit vectors on the ground, in scene coordinates. */
export function groundAxes(frame: Frame): {
  right: readonly [number, number];
  behind: readonly [number, number];
} {
  const c = cosDegrees(frame.azimuth);
  const s = sinDegrees(frame.azimuth);
  return { right: [c, s], behind: [0 - s, c] };
}

/** Scene ground coordinates to view ground coordinates. */
export function toView({ right: [c, s] }: View, x: number, y: number): [x: number, y: number] {
  return [c * x + s * y, c * y - s * x];
}

/** Scene point to pixel coordinates in a width x height picture, and depth along the optical axis. */
export function projectToPixel(
  frame: Frame,
  point: readonly [number, number, number],
  width: number,
  height: number,
): [px: number, py: number, depth: number] {
  const view = viewOf(frame, width, height);
  const [x, y] = toView(view, point[0], point[1]);
  return projectView(view, x, y, point[2]);
}

/**
 * The scene point on the horizontal plane at `planeZ` (the ground unless told) under a pixel; null at and above the
 * horizon. Dragging an object by its centre uses the plane through that centre.
 */
export function pixelToGround(
  frame: Frame,
  px: number,
  py: number,
  width: number,
  height: number,
  planeZ = 0,
): [x: number, y: number] | null {
  const view = viewOf(frame, width, height);
  const a = (px - width / 2) / view.focal;
  const b = (height / 2 - py) / view.focal;
  const down = view.sinPitch - b * view.cosPitch;
  if (down <= 1e-9) return null;
  const t = (view.eyeZ - planeZ) / down;
  const x = a * t;
  const y = view.eyeY + t * (view.cosPitch + b * view.sinPitch);
  const [c, s] = view.right;
  return [c * x - s * y, s * x + c * y];
}
