import { intersect, type Solid } from './primitives';
import type { Color, Material } from './scene-graph';

/**
 * Light and materials. Colours are linear with gamma 2 (display value = 255 sqrt(linear)): the square root is the
 * one gamma that is exact on every machine. Only + - * / sqrt and comparisons are used, for the same reason.
 */
export type Rgb = [r: number, g: number, b: number];

/** CLEVR's object colours, sRGB. */
export const COLOR_RGB: { readonly [C in Color]: readonly [number, number, number] } = {
  gray: [87, 87, 87],
  red: [173, 35, 35],
  blue: [42, 75, 215],
  green: [29, 105, 20],
  brown: [129, 74, 25],
  purple: [129, 38, 192],
  cyan: [41, 208, 208],
  yellow: [255, 238, 51],
};

export interface Surface {
  readonly solid: Solid;
  readonly albedo: Readonly<Rgb>;
  readonly metal: boolean;
}

export function surfaceOf(solid: Solid, color: Color, material: Material): Surface {
  const [r, g, b] = COLOR_RGB[color];
  return { solid, albedo: [linear(r), linear(g), linear(b)], metal: material === 'metal' };
}

/** Display byte to linear light; `**` is left to the implementation by ECMAScript, the product is exact. */
function linear(byte: number): number {
  return (byte / 255) * (byte / 255);
}

// Unit vectors towards the lights, view space: the key from the upper left in front, the fill from the right.
const KEY_X = -3 / 7;
const KEY_Y = -2 / 7;
const KEY_Z = 6 / 7;
const FILL_X = 0.8;
const FILL_Y = -0.36;
const FILL_Z = 0.48;

/** Ground offset of a shadow per unit of height. */
const SHADOW_X = -KEY_X / KEY_Z;
const SHADOW_Y = -KEY_Y / KEY_Z;

const SKY: Readonly<Rgb> = [0.95, 1, 1.06];
const GROUND: Readonly<Rgb> = [0.53, 0.525, 0.52];

/** How far from its centre a solid darkens the ground by closeness alone, in multiples of its half width. */
const CONTACT_REACH = 2;
/** Half width of the widest shadow edge. */
const SHADOW_BLUR = 0.35;

/** View-space ground rectangle that a solid's shadow and contact darkening stay within. */
export function shadowBounds(s: Solid): { x: readonly [number, number]; y: readonly [number, number] } {
  const reach = s.half * (s.shape === 'cube' ? 1.42 : 1);
  const contact = s.half * CONTACT_REACH;
  const tipX = 2 * s.halfHeight * SHADOW_X;
  const tipY = 2 * s.halfHeight * SHADOW_Y;
  return {
    x: [s.x - Math.max(contact, reach + SHADOW_BLUR), s.x + Math.max(contact, reach + tipX + SHADOW_BLUR)],
    y: [s.y - Math.max(contact, reach + SHADOW_BLUR), s.y + Math.max(contact, reach + tipY + SHADOW_BLUR)],
  };
}

/**
 * Share of the key light that passes a solid on its way to the ground point (x, y): a signed distance to the shadow's
 * outline (exact for spheres and pucks, mitred for cubes), softened more the farther the point is from the solid.
 */
export function keyLight(s: Solid, x: number, y: number): number {
  const rx = x - s.x;
  const ry = y - s.y;
  const away = Math.sqrt(rx * rx + ry * ry) - s.half;
  const d = shadowDistance(s, rx, ry);
  const blur = away <= 0 ? 0.05 : Math.min(SHADOW_BLUR, 0.05 + 0.22 * away);
  if (d >= blur) return 1;
  if (d <= -blur) return 0;
  return smooth((d + blur) / (2 * blur));
}

function shadowDistance(s: Solid, rx: number, ry: number): number {
  if (s.shape === 'sphere') {
    const along = rx * KEY_X + ry * KEY_Y - s.half * KEY_Z;
    return Math.sqrt(rx * rx + ry * ry + s.half * s.half - along * along) - s.half;
  }
  const tipX = 2 * s.halfHeight * SHADOW_X;
  const tipY = 2 * s.halfHeight * SHADOW_Y;
  if (s.shape === 'cylinder') {
    const u = clamp01((rx * tipX + ry * tipY) / (tipX * tipX + tipY * tipY));
    const ex = rx - u * tipX;
    const ey = ry - u * tipY;
    return Math.sqrt(ex * ex + ey * ey) - s.half;
  }
  // A cube's shadow is a square swept along the tip vector: the slabs of its three edge directions.
  const lx = s.cos * rx + s.sin * ry;
  const ly = s.cos * ry - s.sin * rx;
  const tx = s.cos * tipX + s.sin * tipY;
  const ty = s.cos * tipY - s.sin * tipX;
  const slabX = Math.max(lx - Math.max(tx, 0), Math.min(tx, 0) - lx) - s.half;
  const slabY = Math.max(ly - Math.max(ty, 0), Math.min(ty, 0) - ly) - s.half;
  const swept = Math.sqrt(tx * tx + ty * ty);
  const side = (Math.abs(lx * ty - ly * tx) - s.half * (Math.abs(tx) + Math.abs(ty))) / swept;
  return Math.max(slabX, slabY, side);
}

/** Share of the sky's light that a solid leaves for the ground point (x, y). */
export function contactLight(s: Solid, x: number, y: number): number {
  const rx = x - s.x;
  const ry = y - s.y;
  let gap: number;
  if (s.shape === 'cube') {
    const ex = Math.max(0, Math.abs(s.cos * rx + s.sin * ry) - s.half);
    const ey = Math.max(0, Math.abs(s.cos * ry - s.sin * rx) - s.half);
    gap = Math.sqrt(ex * ex + ey * ey);
  } else {
    const inner = s.shape === 'sphere' ? 0.5 * s.half : s.half;
    gap = Math.max(0, Math.sqrt(rx * rx + ry * ry) - inner);
  }
  const u = 1 - gap / (0.6 * s.half);
  return u <= 0 ? 1 : 1 - 0.65 * u * u;
}

/** Colour of the ground at a view-space point, given the shares of key and sky light that reach it. */
export function shadeGround(x: number, y: number, key: number, sky: number, out: Rgb): void {
  // A pool of light around the middle that fades into the distance, as in CLEVR's studio.
  const q = (x + 0.6) * (x + 0.6) * 0.035 + (y + 0.4) * (y + 0.4) * 0.02;
  const pool = 0.62 + 0.38 / (1 + q);
  const light = pool * (0.34 * sky + 0.66 * key * (0.6 + 0.4 * sky));
  out[0] = GROUND[0] * light;
  out[1] = GROUND[1] * light;
  out[2] = GROUND[2] * light;
}

/**
 * Colour of a solid's surface at the view-space point (px, py, pz), seen along the ray direction (dx, dy, dz) of any
 * length. `surfaces` are all objects of the scene: they cast shadows on one another and show in metal.
 */
export function shadeSurface(
  surfaces: readonly Surface[],
  self: number,
  px: number,
  py: number,
  pz: number,
  dx: number,
  dy: number,
  dz: number,
  out: Rgb,
): void {
  const { solid, albedo, metal } = surfaces[self];
  const key = keyLightAbove(surfaces, self, px, py, pz);
  normalAt(solid, px, py, pz, metal ? 0.22 : 0, normal);
  const nx = normal[0];
  const ny = normal[1];
  const nz = normal[2];
  const inverse = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
  const vx = dx * inverse;
  const vy = dy * inverse;
  const vz = dz * inverse;
  const facing = Math.max(0, -(vx * nx + vy * ny + vz * nz));
  const toKey = Math.max(0, nx * KEY_X + ny * KEY_Y + nz * KEY_Z) * key;
  const toFill = Math.max(0, nx * FILL_X + ny * FILL_Y + nz * FILL_Z);
  // Light from the ground and the crevice next to it.
  const low = Math.min(1, pz / (0.5 * solid.half));
  const ambient = (0.18 + 0.12 * nz) * (0.55 + 0.45 * low);
  const k = 2 * (vx * nx + vy * ny + vz * nz);
  const rx = vx - k * nx;
  const ry = vy - k * ny;
  const rz = vz - k * nz;
  const shine = Math.max(0, rx * KEY_X + ry * KEY_Y + rz * KEY_Z);
  if (!metal) {
    const diffuse = ambient + 0.9 * toKey + 0.12 * toFill;
    const s2 = shine * shine;
    const s4 = s2 * s2;
    const sheen = 0.045 * key * s4 * s4;
    for (let c = 0; c < 3; c++) out[c] = albedo[c] * diffuse + sheen;
    return;
  }
  const diffuse = 0.3 * ambient + 0.42 * toKey + 0.04 * toFill;
  environment(surfaces, self, px, py, pz, rx, ry, rz, mirrored);
  const rim = 1 - facing;
  // Bright sky washes the metal's colour out, as an overexposed highlight does; elsewhere only grazing views do.
  const whitening = 0.03 + 0.4 * rim * rim * rim + 0.22 * Math.max(0, mirrored[1] - 0.7);
  const s2 = shine * shine;
  const s4 = s2 * s2;
  const s8 = s4 * s4;
  const s16 = s8 * s8;
  const s32 = s16 * s16;
  const glow = 0.45 * key * s8;
  const spot = 1.7 * key * s32 * s8;
  const fillShine = Math.max(0, rx * FILL_X + ry * FILL_Y + rz * FILL_Z);
  const f4 = fillShine * fillShine * fillShine * fillShine;
  const white = spot + 0.4 * f4 * f4 * f4 * f4 * f4;
  for (let c = 0; c < 3; c++) {
    const tint = albedo[c] + (1 - albedo[c]) * whitening;
    out[c] = albedo[c] * (diffuse + glow) + tint * mirrored[c] + white;
  }
}

const normal: Rgb = [0, 0, 1];
const mirrored: Rgb = [0, 0, 0];
const reflectedNormal: Rgb = [0, 0, 1];

/** Share of the key light that the other solids leave for a point above the ground. */
function keyLightAbove(
  surfaces: readonly Surface[],
  self: number,
  px: number,
  py: number,
  pz: number,
): number {
  // The light ray through the point meets the ground here; a solid on the far side of the point does not count.
  const gx = px + pz * SHADOW_X;
  const gy = py + pz * SHADOW_Y;
  let key = 1;
  for (let i = 0; i < surfaces.length; i++) {
    if (i === self) continue;
    const s = surfaces[i].solid;
    const ahead = (s.x - px) * KEY_X + (s.y - py) * KEY_Y + (s.halfHeight - pz) * KEY_Z;
    if (ahead <= 0) continue;
    const reach = 1.42 * s.half + 3 * s.halfHeight + SHADOW_BLUR;
    if (Math.abs(gx - s.x) > reach || Math.abs(gy - s.y) > reach) continue;
    key *= keyLight(s, gx, gy);
  }
  return key;
}

/** What a mirror ray sees: other objects, the ground, or a studio sky with a bright band of windows. */
function environment(
  surfaces: readonly Surface[],
  self: number,
  px: number,
  py: number,
  pz: number,
  rx: number,
  ry: number,
  rz: number,
  out: Rgb,
): void {
  let nearest = Infinity;
  let hit = -1;
  for (let i = 0; i < surfaces.length; i++) {
    if (i === self) continue;
    const s = surfaces[i].solid;
    // Behind the mirror, or the ray passes above it.
    if ((s.x - px) * rx + (s.y - py) * ry <= 0) continue;
    const t = intersect(s, px, py, pz, rx, ry, rz);
    if (t < nearest) {
      nearest = t;
      hit = i;
    }
  }
  if (hit >= 0) {
    const { solid, albedo } = surfaces[hit];
    normalAt(solid, px + nearest * rx, py + nearest * ry, pz + nearest * rz, 0, reflectedNormal);
    const n = reflectedNormal;
    const light = 0.25 + 0.75 * Math.max(0, n[0] * KEY_X + n[1] * KEY_Y + n[2] * KEY_Z);
    for (let c = 0; c < 3; c++) out[c] = albedo[c] * light;
    return;
  }
  if (rz < 0) {
    const t = Math.min(6, -pz / rz);
    shadeGround(px + t * rx, py + t * ry, 1, Math.min(1, 0.35 + t), out);
    // Towards the horizon the studio floor fades into dark.
    const fade = Math.min(0.7, 0.25 - 0.8 * rz);
    for (let c = 0; c < 3; c++) out[c] *= fade;
    return;
  }
  const band = smooth(clamp01((rz - 0.42) / 0.12)) * (1 - smooth(clamp01((rz - 0.68) / 0.14)));
  // The windows are at the far end only, so that a sphere shows a crescent and not a ring.
  const far = smooth(clamp01((ry + 0.25) / 0.6));
  const light = 0.1 + 0.1 * rz + 1.5 * band * far;
  for (let c = 0; c < 3; c++) out[c] = SKY[c] * light;
}

/**
 * Outward unit normal at a surface point. Edges are rounded in the shading only; `pillow` bends flat faces outwards
 * so that metal ones show a highlight wherever they stand.
 */
function normalAt(s: Solid, px: number, py: number, pz: number, pillow: number, out: Rgb): void {
  const x = px - s.x;
  const y = py - s.y;
  const z = pz - s.halfHeight;
  if (s.shape === 'sphere') {
    setUnit(out, x, y, z);
    return;
  }
  if (s.shape === 'cylinder') {
    const rho = Math.sqrt(x * x + y * y);
    const round = 0.12 * s.half;
    const side = Math.max(0, beyond(rho, s.half, round));
    const outZ = beyond(Math.max(z, 0), s.halfHeight, round);
    const flat = (pillow * rho) / s.half;
    const across = (side + flat) / (rho + 1e-9);
    setUnit(out, x * across, y * across, outZ + (outZ === 0 ? (pillow * z) / s.halfHeight : 0));
    return;
  }
  const lx = s.cos * x + s.sin * y;
  const ly = s.cos * y - s.sin * x;
  const round = 0.1 * s.half;
  const flat = pillow / s.half;
  const nx = beyond(lx, s.half, round) + flat * lx;
  const ny = beyond(ly, s.half, round) + flat * ly;
  const nz = beyond(Math.max(z, 0), s.half, round) + flat * z;
  setUnit(out, s.cos * nx - s.sin * ny, s.sin * nx + s.cos * ny, nz);
}

/** How far q lies in the rounded border of [-half, half], in multiples of the rounding radius, signed. */
function beyond(q: number, half: number, round: number): number {
  const inner = half - round;
  if (q > inner) return (q - inner) / round;
  if (q < -inner) return (q + inner) / round;
  return 0;
}

function setUnit(out: Rgb, x: number, y: number, z: number): void {
  const inverse = 1 / Math.sqrt(x * x + y * y + z * z);
  out[0] = x * inverse;
  out[1] = y * inverse;
  out[2] = z * inverse;
}

function clamp01(u: number): number {
  return Math.max(0, Math.min(1, u));
}

function smooth(u: number): number {
  return u * u * (3 - 2 * u);
}
