import { exp4, horizontalMax, horizontalSum, madd } from './simd';
import { rotate } from './attention';

/** Dot products of q with `count` keys spaced `stride` bytes apart, four keys at a time. */
@inline
function dotKeys(q: usize, keys: usize, count: i32, stride: usize, headBytes: usize, scale: f32, scores: usize): void {
  const factor = f32x4.splat(scale);
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    const keys1 = keys + stride, keys2 = keys1 + stride, keys3 = keys2 + stride;
    for (let d: usize = 0; d < headBytes; d += 16) {
      const x = v128.load(q + d);
      s0 = madd(x, v128.load(keys + d), s0);
      s1 = madd(x, v128.load(keys1 + d), s1);
      s2 = madd(x, v128.load(keys2 + d), s2);
      s3 = madd(x, v128.load(keys3 + d), s3);
    }
    // The sums of the lanes of each of the four, as one vector.
    const s01 = f32x4.add(i32x4.shuffle(s0, s1, 0, 4, 1, 5), i32x4.shuffle(s0, s1, 2, 6, 3, 7));
    const s23 = f32x4.add(i32x4.shuffle(s2, s3, 0, 4, 1, 5), i32x4.shuffle(s2, s3, 2, 6, 3, 7));
    const sums = f32x4.add(i32x4.shuffle(s01, s23, 0, 1, 4, 5), i32x4.shuffle(s01, s23, 2, 3, 6, 7));
    v128.store(scores + (<usize>j << 2), f32x4.mul(sums, factor));
    keys = keys3 + stride;
  }
  for (; j < count; j++) {
    let sum = f32x4.splat(0);
    for (let d: usize = 0; d < headBytes; d += 16) {
      sum = madd(v128.load(q + d), v128.load(keys + d), sum);
    }
    store<f32>(scores + (<usize>j << 2), horizontalSum(sum) * scale);
    keys += stride;
  }
}

/** out += sum_j p_j v_j, in columns of sixteen or eight whose sums stay in registers. */
@inline
function addValues(p: usize, values: usize, count: i32, stride: usize, headBytes: usize, out: usize): void {
  let d: usize = 0;
  // Four sums that do not wait for one another, as a multiply-add takes about four cycles.
  for (; d + 64 <= headBytes; d += 64) {
    let s0 = v128.load(out + d), s1 = v128.load(out + d, 16), s2 = v128.load(out + d, 32), s3 = v128.load(out + d, 48);
    let value = values + d;
    for (let j = 0; j < count; j++) {
      const weight = v128.load32_splat(p + (<usize>j << 2));
      s0 = madd(weight, v128.load(value), s0);
      s1 = madd(weight, v128.load(value, 16), s1);
      s2 = madd(weight, v128.load(value, 32), s2);
      s3 = madd(weight, v128.load(value, 48), s3);
      value += stride;
    }
    v128.store(out + d, s0);
    v128.store(out + d, s1, 16);
    v128.store(out + d, s2, 32);
    v128.store(out + d, s3, 48);
  }
  for (; d < headBytes; d += 32) {
    let s0 = v128.load(out + d), s1 = v128.load(out + d, 16);
    let value = values + d;
    for (let j = 0; j < count; j++) {
      const weight = v128.load32_splat(p + (<usize>j << 2));
      s0 = madd(weight, v128.load(value), s0);
      s1 = madd(weight, v128.load(value, 16), s1);
      value += stride;
    }
    v128.store(out + d, s0);
    v128.store(out + d, s1, 16);
  }
}

/**
 * One new token per active response (kernels/decode/decode.ts). rows [active][8]: slot, position, first and last token of the
 * prompt's opening and of its rest in `prompt`. `generated` [responses * maxNew][2 width] gets this step's rotated key and value in place.
 * scratch: headDim + the longest number of keys (padded to 4) floats.
 */
export function decodeAttention(
  qkv: usize, prompt: usize, generated: usize, rows: usize, rotary: usize, out: usize,
  active: i32, heads: i32, width: i32, step: i32, maxNew: i32, scratch: usize,
): void {
  const headDim = width / heads, headBytes = <usize>headDim << 2, row = <usize>width << 2, stride = 2 * row;
  const scale: f32 = 1 / sqrt<f32>(<f32>headDim);
  const scores = scratch + headBytes;
  for (let i = 0; i < active; i++) {
    const at = rows + (<usize>i << 5);
    const slot = load<i32>(at), angles = rotary + <usize>load<i32>(at, 4) * headBytes;
    const opening = load<i32>(at, 8), openingKeys = load<i32>(at, 12) - opening;
    const first = load<i32>(at, 16), restKeys = load<i32>(at, 20) - first, promptKeys = openingKeys + restKeys;
    const source = qkv + <usize>i * 3 * row;
    const own = generated + <usize>(slot * maxNew) * stride, here = own + <usize>step * stride;
    const keys = promptKeys + step + 1, padded = (keys + 3) & ~3;
    for (let h: usize = 0; h < row; h += headBytes) {
      rotate(source + h, scratch, angles, headDim, 1, false);
      rotate(source + row + h, here + h, angles, headDim, 1, false);
      memory.copy(here + row + h, source + 2 * row + h, headBytes);
      const openingRow = prompt + <usize>opening * stride + h, restRow = prompt + <usize>first * stride + h;
      const restScores = scores + (<usize>openingKeys << 2), ownScores = scores + (<usize>promptKeys << 2);
      dotKeys(scratch, openingRow, openingKeys, stride, headBytes, scale, scores);
      dotKeys(scratch, restRow, restKeys, stride, headBytes, scale, restScores);
      dotKeys(scratch, own + h, step + 1, stride, headBytes, scale, ownScores);
      for (let j = keys; j < padded; j++) {
        store<f32>(scores + (<usize>j << 2), -1e30);
      }
      const bytes = <usize>padded << 2;
      let largest = f32x4.splat(-1e30);
      for (let j: usize = 0; j < bytes; j += 16) {
        largest = f32x4.pmax(largest, v128.load(scores + j));
      }
      const top = f32x4.splat(horizontalMax(largest));
      let sums = f32x4.splat(0);
      for (let j: usize = 0; j < bytes; j += 16) {
        const p = exp4(f32x4.sub(v128.load(scores + j), top));
        v128.store(scores + j, p);
        sums = f32x4.add(sums, p);
      }
      const target = out + <usize>i * row + h;
      memory.fill(target, 0, headBytes);
      addValues(scores, openingRow + row, openingKeys, stride, headBytes, target);
      addValues(restScores, restRow + row, restKeys, stride, headBytes, target);
      addValues(ownScores, own + row + h, step + 1, stride, headBytes, target);
      const inverse = f32x4.splat(1 / horizontalSum(sums));
      for (let d: usize = 0; d < headBytes; d += 16) {
        v128.store(target + d, f32x4.mul(v128.load(target + d), inverse));
      }
    }
  }
}
