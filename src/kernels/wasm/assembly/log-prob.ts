import { matmulPanels, packPanels, packPanelsTransposed } from './matmul';
import { exp4, horizontalMax, horizontalSum, log1 } from './simd';

/** Rows whose logits are held at once. */
const ROW_BLOCK: i32 = 64;

/** log sum exp of a row of logits, `vocabulary` a multiple of 8. */
@inline
function logSumExpOf(row: usize, bytes: usize): f32 {
  let largest = f32x4.splat(-1e30);
  for (let j: usize = 0; j < bytes; j += 16) {
    largest = f32x4.pmax(largest, v128.load(row + j));
  }
  const top = horizontalMax(largest);
  let sums = f32x4.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    sums = f32x4.add(sums, exp4(f32x4.sub(v128.load(row + j), f32x4.splat(top))));
  }
  return top + log1(horizontalSum(sums));
}

/**
 * Per row: logp = log softmax(hidden table^T)[target], the entropy, and log sum exp.
 * scratch: vocabulary * width + 64 * vocabulary floats.
 */
export function logProb(
  hidden: usize, table: usize, targets: usize, logp: usize, entropy: usize, logSumExp: usize,
  rows: i32, vocabulary: i32, width: i32, scratch: usize,
): void {
  const panels = scratch, logits = panels + (<usize>(vocabulary * width) << 2), bytes = <usize>vocabulary << 2;
  packPanelsTransposed(table, width, vocabulary, panels);
  for (let i0 = 0; i0 < rows; i0 += ROW_BLOCK) {
    const end = min(rows, i0 + ROW_BLOCK);
    matmulPanels(hidden + (<usize>(i0 * width) << 2), panels, logits, end - i0, width, vocabulary, 0);
    for (let i = i0; i < end; i++) {
      const row = logits + <usize>(i - i0) * bytes, cell = <usize>i << 2;
      const lse = logSumExpOf(row, bytes);
      let mean = f32x4.splat(0); // sum p (logit - lse)
      for (let j: usize = 0; j < bytes; j += 16) {
        const each = f32x4.sub(v128.load(row + j), f32x4.splat(lse));
        mean = f32x4.add(mean, f32x4.mul(exp4(each), each));
      }
      store<f32>(logSumExp + cell, lse);
      store<f32>(logp + cell, load<f32>(row + (<usize>load<i32>(targets + cell) << 2)) - lse);
      store<f32>(entropy + cell, -horizontalSum(mean));
    }
  }
}

/** The table in panels for logProbGrad: transposed (hidden table^T), then as it is (dLogits table). panels: 2 * vocabulary * width floats. */
export function packTable(table: usize, vocabulary: i32, width: i32, panels: usize): void {
  packPanelsTransposed(table, width, vocabulary, panels);
  packPanels(table, vocabulary, width, panels + (<usize>(vocabulary * width) << 2));
}

/**
 * dLogits [rows][vocabulary] = dLogp (onehot - p), recomputed; dHidden = dLogits table. panels: packTable's.
 * dTable += dLogits^T hidden is a matmulTN.
 */
export function logProbGrad(
  hidden: usize, panels: usize, targets: usize, logSumExp: usize, dLogp: usize, dHidden: usize, dLogits: usize,
  rows: i32, vocabulary: i32, width: i32,
): void {
  const bytes = <usize>vocabulary << 2;
  matmulPanels(hidden, panels, dLogits, rows, width, vocabulary, 0);
  for (let i = 0; i < rows; i++) {
    const row = dLogits + <usize>i * bytes, cell = <usize>i << 2;
    const lse = f32x4.splat(load<f32>(logSumExp + cell)), upstream = load<f32>(dLogp + cell);
    const negative = f32x4.splat(-upstream);
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(row + j, f32x4.mul(negative, exp4(f32x4.sub(v128.load(row + j), lse))));
    }
    const chosen = row + (<usize>load<i32>(targets + cell) << 2);
    store<f32>(chosen, load<f32>(chosen) + upstream);
  }
  matmulPanels(dLogits, panels + (<usize>(vocabulary * width) << 2), dHidden, rows, vocabulary, width, 0);
}

/**
 * One token per row of logits: the largest (temperature 0), or the inverse of the cumulative softmax(logits /
 * temperature) at the row's uniform. logp: log-probability of the token at temperature 1.
 */
export function sampleTokens(logits: usize, uniforms: usize, tokens: usize, logp: usize, rows: i32, vocabulary: i32, temperature: f32): void {
  const bytes = <usize>vocabulary << 2;
  for (let i = 0; i < rows; i++) {
    const row = logits + <usize>i * bytes, cell = <usize>i << 2;
    const lse = logSumExpOf(row, bytes);
    let token = 0;
    let best: f32 = load<f32>(row);
    for (let j = 1; j < vocabulary; j++) {
      const logit = load<f32>(row + (<usize>j << 2));
      if (logit > best) {
        best = logit;
        token = j;
      }
    }
    if (temperature > 0) {
      const factor = f32x4.splat(1 / temperature), shift = f32x4.splat(best);
      let sums = f32x4.splat(0);
      for (let j: usize = 0; j < bytes; j += 16) {
        sums = f32x4.add(sums, exp4(f32x4.mul(f32x4.sub(v128.load(row + j), shift), factor)));
      }
      const target = load<f32>(uniforms + cell) * horizontalSum(sums);
      let cumulative: f32 = 0;
      for (let j = 0; j < vocabulary; j++) {
        const weight = f32x4.extract_lane(exp4(f32x4.splat((load<f32>(row + (<usize>j << 2)) - best) / temperature)), 0);
        cumulative += weight;
        if (weight > 0) {
          token = j; // rounding may leave the target above the last sum: then the last possible token stands
        }
        if (cumulative > target) {
          break;
        }
      }
    }
    store<i32>(tokens + cell, token);
    store<f32>(logp + cell, load<f32>(row + (<usize>token << 2)) - lse);
  }
}
