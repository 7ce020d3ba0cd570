import { projectView, toView, type View } from './camera';
import { cosDegrees, sinDegrees } from './degrees';
import type { SceneObject, Shape, Size } from './scene-graph';

/** CLEVR's object radii in scene units. */
const SIZE_RADIUS: { readonly [S in Size]: number } = { small: 0.35, large: 0.7 };

/**
 * Half width and half height of each shape as multiples of its size radius. CLEVR's cylinder is as tall as it is
 * wide and its cube's half edge is 0.71; at 48 pixels the two look alike, so here the cylinder is a low puck.
 */
const HALF_WIDTH: { readonly [S in Shape]: number } = { cube: 0.8, sphere: 1, cylinder: 1.08 };
const HALF_HEIGHT: { readonly [S in Shape]: number } = { cube: 0.8, sphere: 1, cylinder: 0.4 };

/** What the geometry of an object depends on. */
export type Body = Pick<SceneObject, 'shape' | 'size'>;

/** Height of an object's centre when it stands on the ground. */
export function centreHeight(body: Body): number {
  return HALF_HEIGHT[body.shape] * SIZE_RADIUS[body.size];
}

/** Radius of the smallest upright cylinder around an object. */
export function footprintRadius(body: Body): number {
  const half = HALF_WIDTH[body.shape] * SIZE_RADIUS[body.size];
  return body.shape === 'cube' ? half * Math.sqrt(2) : half;
}

/** An object as the ray caster sees it: view space, standing on the ground. */
export interface Solid {
  readonly shape: Shape;
  readonly x: number;
  readonly y: number;
  /** Radius, or half edge of a cube. */
  readonly half: number;
  readonly halfHeight: number;
  /** Rotation about the vertical axis, relative to the view. */
  readonly cos: number;
  readonly sin: number;
}

/** A body at scene position (x, y), turned by `rotation` degrees. */
export function solidOf(body: Body, x: number, y: number, rotation: number, view: View): Solid {
  const [viewX, viewY] = toView(view, x, y);
  return {
    shape: body.shape,
    x: viewX,
    y: viewY,
    half: HALF_WIDTH[body.shape] * SIZE_RADIUS[body.size],
    halfHeight: centreHeight(body),
    cos: cosDegrees(rotation - view.azimuth),
    sin: sinDegrees(rotation - view.azimuth),
  };
}

export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixel box around the view-space box [x0, x1] x [y0, y1] x [z0, z1]. */
export function projectBox(
  view: View,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  [z0, z1]: readonly [number, number],
): PixelBox {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const x of [x0, x1]) {
    for (const y of [y0, y1]) {
      for (const z of [z0, z1]) {
        const [px, py] = projectView(view, x, y, z);
        left = Math.min(left, px);
        right = Math.max(right, px);
        top = Math.min(top, py);
        bottom = Math.max(bottom, py);
      }
    }
  }
  return { left, top, right, bottom };
}

/** Pixel box around an object; exact for a cube at rest, a little wide for round shapes. */
export function solidBox(view: View, s: Solid): PixelBox {
  const reach = s.shape === 'cube' ? s.half * (Math.abs(s.cos) + Math.abs(s.sin)) : s.half;
  return projectBox(view, [s.x - reach, s.x + reach], [s.y - reach, s.y + reach], [0, 2 * s.halfHeight]);
}

/**
 * First hit of the ray `o + t d` (t > 0, d of any length) with a solid, as t; Infinity when it misses or starts
 * inside.
 */
export function intersect(
  s: Solid,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  const x = ox - s.x;
  const y = oy - s.y;
  const z = oz - s.halfHeight;
  if (s.shape === 'sphere') return hitSphere(s.half, x, y, z, dx, dy, dz);
  if (s.shape === 'cylinder') return hitPuck(s.half, s.halfHeight, x, y, z, dx, dy, dz);
  return hitBox(
    s.half,
    s.cos * x + s.sin * y,
    s.cos * y - s.sin * x,
    z,
    s.cos * dx + s.sin * dy,
    s.cos * dy - s.sin * dx,
    dz,
  );
}

function hitSphere(r: number, x: number, y: number, z: number, dx: number, dy: number, dz: number): number {
  const a = dx * dx + dy * dy + dz * dz;
  const b = x * dx + y * dy + z * dz;
  const disc = b * b - a * (x * x + y * y + z * z - r * r);
  if (disc < 0) return Infinity;
  const t = (-b - Math.sqrt(disc)) / a;
  return t > 0 ? t : Infinity;
}

function hitPuck(
  r: number,
  h: number,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  const a = dx * dx + dy * dy;
  const b = x * dx + y * dy;
  const disc = b * b - a * (x * x + y * y - r * r);
  if (disc < 0) return Infinity;
  // Signed divisions by zero give the infinities that the slab test needs.
  const root = Math.sqrt(disc);
  const z1 = (-h - z) / dz;
  const z2 = (h - z) / dz;
  const enter = Math.max((-b - root) / a, Math.min(z1, z2));
  const leave = Math.min((-b + root) / a, Math.max(z1, z2));
  return enter > 0 && enter < leave ? enter : Infinity;
}

function hitBox(h: number, x: number, y: number, z: number, dx: number, dy: number, dz: number): number {
  const ix = 1 / dx;
  const iy = 1 / dy;
  const iz = 1 / dz;
  const x1 = (-h - x) * ix;
  const x2 = (h - x) * ix;
  const y1 = (-h - y) * iy;
  const y2 = (h - y) * iy;
  const z1 = (-h - z) * iz;
  const z2 = (h - z) * iz;
  const enter = Math.max(Math.min(x1, x2), Math.min(y1, y2), Math.min(z1, z2));
  const leave = Math.min(Math.max(x1, x2), Math.max(y1, y2), Math.max(z1, z2));
  return enter > 0 && enter < leave ? enter : Infinity;
}
