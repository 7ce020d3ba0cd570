import { madd } from './simd';

/** to[i] = scale from[i], `bytes` a multiple of 16. */
@inline
export function copyScaled(from: usize, to: usize, bytes: usize, scale: f32): void {
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(to + i, f32x4.mul(v128.load(from + i), factor));
  }
}

/** to[i] += scale from[i]. */
@inline
export function addScaled(from: usize, to: usize, bytes: usize, scale: f32): void {
  const factor = f32x4.splat(scale);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(to + i, madd(v128.load(from + i), factor, v128.load(to + i)));
  }
}

/** y[i] = x[rows[i]]. */
export function gatherRows(x: usize, rows: usize, y: usize, count: i32, width: i32): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < count; i++) {
    memory.copy(y + <usize>i * bytes, x + <usize>load<i32>(rows + (<usize>i << 2)) * bytes, bytes);
  }
}

/** dx = 0 but dx[rows[i]] = dy[i]. */
export function scatterRows(dy: usize, rows: usize, dx: usize, count: i32, total: i32, width: i32): void {
  const bytes = <usize>width << 2;
  memory.fill(dx, 0, <usize>total * bytes);
  for (let i = 0; i < count; i++) {
    memory.copy(dx + <usize>load<i32>(rows + (<usize>i << 2)) * bytes, dy + <usize>i * bytes, bytes);
  }
}

/** y[i] = scale table[source] for a word, visual[source - vocabulary] for a visual token. */
export function embedding(sources: usize, table: usize, visual: usize, y: usize, tokens: i32, vocabulary: i32, width: i32, scale: f32): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < tokens; i++) {
    const source = load<i32>(sources + (<usize>i << 2));
    if (source < vocabulary) {
      copyScaled(table + <usize>source * bytes, y + <usize>i * bytes, bytes, scale);
    } else {
      memory.copy(y + <usize>i * bytes, visual + <usize>(source - vocabulary) * bytes, bytes);
    }
  }
}

/** dVisual = its rows' gradients; dTable += scale dy for words (dTable = 0 skips them). */
export function embeddingGrad(sources: usize, dy: usize, dTable: usize, dVisual: usize, tokens: i32, vocabulary: i32, visualRows: i32, width: i32, scale: f32): void {
  const bytes = <usize>width << 2;
  memory.fill(dVisual, 0, <usize>visualRows * bytes);
  for (let i = 0; i < tokens; i++) {
    const source = load<i32>(sources + (<usize>i << 2));
    const from = dy + <usize>i * bytes;
    if (source >= vocabulary) {
      addScaled(from, dVisual + <usize>(source - vocabulary) * bytes, bytes, 1);
    } else if (dTable) {
      addScaled(from, dTable + <usize>source * bytes, bytes, scale);
    }
  }
}
