import { horizontalSum, madd } from './simd';

/** y = x inverseRms gain; inverseRms[row] = 1 / sqrt(mean(x^2) + epsilon). */
export function rmsNorm(x: usize, gain: usize, y: usize, inverseRms: usize, rows: i32, width: i32, epsilon: f32): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    let squares = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = v128.load(x + i);
      squares = madd(v, v, squares);
    }
    const inverse: f32 = 1 / sqrt<f32>(horizontalSum(squares) / <f32>width + epsilon);
    store<f32>(inverseRms, inverse);
    const factor = f32x4.splat(inverse);
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(y + i, f32x4.mul(f32x4.mul(v128.load(x + i), factor), v128.load(gain + i)));
    }
    x += bytes; y += bytes; inverseRms += 4;
  }
}

/** With n = x inverseRms: dx = inverseRms (g dy - n mean(g dy n)). */
export function rmsNormGrad(x: usize, gain: usize, inverseRms: usize, dy: usize, dx: usize, rows: i32, width: i32): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    const inverse = load<f32>(inverseRms);
    const factor = f32x4.splat(inverse);
    let dot = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      dot = madd(f32x4.mul(v128.load(dy + i), v128.load(gain + i)), v128.load(x + i), dot);
    }
    // mean(g dy n) inverse = inverse^2 sum(g dy x) / width
    const projection = f32x4.splat(horizontalSum(dot) * inverse * inverse / <f32>width);
    for (let i: usize = 0; i < bytes; i += 16) {
      const weighted = f32x4.mul(v128.load(dy + i), v128.load(gain + i));
      v128.store(dx + i, f32x4.mul(factor, f32x4.sub(weighted, f32x4.mul(v128.load(x + i), projection))));
    }
    x += bytes; dy += bytes; dx += bytes; inverseRms += 4;
  }
}

/** dGain += sum over rows of dy x inverseRms, for `columns` (a multiple of 4) of the columns of rows of `width`. */
export function gainGrad(x: usize, inverseRms: usize, dy: usize, dGain: usize, rows: i32, width: i32, columns: i32): void {
  const bytes = <usize>columns << 2, stride = <usize>width << 2;
  for (let row = 0; row < rows; row++) {
    const factor = v128.load32_splat(inverseRms);
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(dGain + i, madd(v128.load(dy + i), f32x4.mul(v128.load(x + i), factor), v128.load(dGain + i)));
    }
    x += stride; dy += stride; inverseRms += 4;
  }
}
