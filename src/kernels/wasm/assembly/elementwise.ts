import { madd, tanh4 } from './simd';

const SQRT_2_OVER_PI: f32 = 0.7978845608028654;
const CUBIC: f32 = 0.044715;

/** y = GELU(x), tanh form; `length` is a multiple of 4. */
export function gelu(x: usize, y: usize, length: i32): void {
  for (let end = x + (<usize>length << 2); x < end; x += 16, y += 16) {
    const v = v128.load(x);
    const inner = f32x4.mul(f32x4.splat(SQRT_2_OVER_PI), madd(f32x4.mul(f32x4.splat(CUBIC), v), f32x4.mul(v, v), v));
    const half = f32x4.mul(f32x4.splat(0.5), v);
    v128.store(y, madd(half, tanh4(inner), half));
  }
}

/** dx = dy GELU'(x): 0.5 (1 + t) + 0.5 x (1 - t^2) sqrt(2/pi) (1 + 3 * 0.044715 x^2), t = tanh(...). */
export function geluGrad(x: usize, dy: usize, dx: usize, length: i32): void {
  const one = f32x4.splat(1);
  for (let end = x + (<usize>length << 2); x < end; x += 16, dy += 16, dx += 16) {
    const v = v128.load(x);
    const square = f32x4.mul(v, v);
    const t = tanh4(f32x4.mul(f32x4.splat(SQRT_2_OVER_PI), madd(f32x4.mul(f32x4.splat(CUBIC), v), square, v)));
    const slope = f32x4.mul(f32x4.splat(SQRT_2_OVER_PI), madd(f32x4.splat(3 * CUBIC), square, one));
    const sech2 = f32x4.sub(one, f32x4.mul(t, t));
    const twice = madd(f32x4.mul(v, sech2), slope, f32x4.add(one, t));
    v128.store(dx, f32x4.mul(v128.load(dy), f32x4.mul(f32x4.splat(0.5), twice)));
  }
}
