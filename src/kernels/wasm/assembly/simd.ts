// Vector helpers. Everything here is inlined; four f32 lanes.

/** a * b + c, fused where the relaxed-SIMD build runs. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return f32x4.relaxed_madd(a, b, c);
  }
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function splatAt(pointer: usize): v128 {
  return v128.load32_splat(pointer);
}

@inline
export function horizontalSum(x: v128): f32 {
  const pairs = f32x4.add(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

@inline
export function horizontalMax(x: v128): f32 {
  const pairs = f32x4.pmax(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

/**
 * e^x, relative error about 2e-7: x = n ln 2 + r, |r| <= ln 2 / 2, Taylor polynomial of degree 6 in r, times 2^n.
 * Below -87 the result is about 1e-38 (as good as zero here).
 */
@inline
export function exp4(xIn: v128): v128 {
  // pmax and pmin are one instruction each, max and min about nine; with the bound second NaN stays NaN.
  const x = f32x4.pmin(f32x4.pmax(xIn, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, so that n ln 2 is subtracted without rounding.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = madd(f32x4.splat(1.0 / 720.0), r, f32x4.splat(1.0 / 120.0));
  p = madd(p, r, f32x4.splat(1.0 / 24.0));
  p = madd(p, r, f32x4.splat(1.0 / 6.0));
  p = madd(p, r, f32x4.splat(0.5));
  p = madd(p, r, f32x4.splat(1.0));
  p = madd(p, r, f32x4.splat(1.0));
  // The lowest bits of n + 1.5 * 2^23 are n as an integer.
  const integer = f32x4.add(n, f32x4.splat(12582912));
  const power = i32x4.shl(i32x4.add(integer, i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** tanh(x) = 1 - 2 / (e^2x + 1). */
@inline
export function tanh4(x: v128): v128 {
  const e = exp4(f32x4.add(x, x));
  return f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
}

/** Natural logarithm of one positive normal number, by three Halley steps on exp from a line through its exponent bits. */
export function log1(x: f32): f32 {
  const bits = reinterpret<i32>(x);
  let y: f32 = <f32>(bits - 0x3f800000) * <f32>8.2629582e-8; // log2 x * ln 2, roughly
  for (let i = 0; i < 3; i++) {
    const e = f32x4.extract_lane(exp4(f32x4.splat(y)), 0);
    y += (x - e) / (<f32>0.5 * (x + e)); // Halley: cubic convergence
  }
  return y;
}
