import { horizontalSum, madd } from './simd';

/** sqrt(sum of squares of trained gradients), summed in blocks so that float32 keeps its digits. */
export function gradNorm(grads: usize, mask: usize, norm: usize, length: i32): void {
  let total: f64 = 0;
  for (let start = 0; start < length; start += 4096) {
    let squares = f32x4.splat(0);
    const end = min(length, start + 4096);
    let i = start;
    for (; i + 4 <= end; i += 4) {
      const at = <usize>i << 2;
      const trained = f32x4.gt(v128.load(mask + at), f32x4.splat(0));
      const g = v128.and(v128.load(grads + at), trained);
      squares = madd(g, g, squares);
    }
    let sum: f32 = horizontalSum(squares);
    for (; i < end; i++) {
      const at = <usize>i << 2;
      if (load<f32>(mask + at) > 0) {
        sum += load<f32>(grads + at) * load<f32>(grads + at);
      }
    }
    total += <f64>sum;
  }
  store<f32>(norm, <f32>sqrt<f64>(total));
}

/**
 * theta -= lr (mHat / (sqrt(vHat) + eps) + wd theta), four elements at a time; zeroes the gradients.
 * `length` is a multiple of 4; correction1 = 1 / (1 - beta1^t), correction2 likewise.
 */
export function adamW(
  values: usize, grads: usize, m: usize, v: usize, mask: usize, norm: usize, length: i32,
  learningRate: f32, beta1: f32, beta2: f32, epsilon: f32, weightDecay: f32, clipNorm: f32,
  correction1: f32, correction2: f32,
): void {
  const clip = f32x4.splat(min<f32>(1, clipNorm / (load<f32>(norm) + <f32>1e-6)));
  for (let i = 0; i < length; i += 4) {
    const at = <usize>i << 2;
    const kind = v128.load(mask + at);
    const trained = f32x4.gt(kind, f32x4.splat(0));
    if (v128.any_true(trained)) {
      const g = f32x4.mul(v128.and(v128.load(grads + at), trained), clip);
      const m1 = madd(f32x4.splat(beta1), v128.load(m + at), f32x4.mul(f32x4.splat(1 - beta1), g));
      const v1 = madd(f32x4.splat(beta2), v128.load(v + at), f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(g, g)));
      v128.store(m + at, m1);
      v128.store(v + at, v1);
      const theta = v128.load(values + at);
      const decay = v128.and(f32x4.gt(kind, f32x4.splat(1)), f32x4.splat(weightDecay));
      const root = f32x4.add(f32x4.sqrt(f32x4.mul(v1, f32x4.splat(correction2))), f32x4.splat(epsilon));
      const update = madd(decay, theta, f32x4.div(f32x4.mul(m1, f32x4.splat(correction1)), root));
      const masked = v128.and(update, trained);
      v128.store(values + at, f32x4.sub(theta, f32x4.mul(f32x4.splat(learningRate), masked)));
    }
    v128.store(grads + at, f32x4.splat(0));
  }
}
