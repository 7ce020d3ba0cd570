import { madd, splatAt } from './simd';

/**
 * C[4 x 8] = init + A[4 x depth] B[depth x 8], eight accumulators in registers.
 * Strides in bytes: A's rows `ar` and depth `ad`, B's depth `bd`, C's rows `cr`. `init` (C's strides) may be 0.
 */
@inline
function tile4x8(a: usize, ar: usize, ad: usize, b: usize, bd: usize, c: usize, cr: usize, depth: i32, init: usize): void {
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128;
  if (init) {
    c00 = v128.load(init); c01 = v128.load(init, 16);
    c10 = v128.load(init + cr); c11 = v128.load(init + cr, 16);
    c20 = v128.load(init + 2 * cr); c21 = v128.load(init + 2 * cr, 16);
    c30 = v128.load(init + 3 * cr); c31 = v128.load(init + 3 * cr, 16);
  } else {
    c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = f32x4.splat(0);
  }
  let a0 = a, a1 = a + ar, a2 = a + 2 * ar, a3 = a + 3 * ar;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = splatAt(a0);
    c00 = madd(x0, b0, c00); c01 = madd(x0, b1, c01);
    const x1 = splatAt(a1);
    c10 = madd(x1, b0, c10); c11 = madd(x1, b1, c11);
    const x2 = splatAt(a2);
    c20 = madd(x2, b0, c20); c21 = madd(x2, b1, c21);
    const x3 = splatAt(a3);
    c30 = madd(x3, b0, c30); c31 = madd(x3, b1, c31);
    a0 += ad; a1 += ad; a2 += ad; a3 += ad; b += bd;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + cr, c10); v128.store(c + cr, c11, 16);
  v128.store(c + 2 * cr, c20); v128.store(c + 2 * cr, c21, 16);
  v128.store(c + 3 * cr, c30); v128.store(c + 3 * cr, c31, 16);
}

/** tile4x8 with any strides: used where A is read down its columns, and by attention. */
export function tileStrided(a: usize, ar: usize, ad: usize, b: usize, bd: usize, c: usize, cr: usize, depth: i32, init: usize): void {
  tile4x8(a, ar, ad, b, bd, c, cr, depth, init);
}

/** tile4x8 on a row-major A and a packed panel of B; the constants let the compiler fold the strides. */
export function tilePacked(a: usize, ar: usize, panel: usize, c: usize, cr: usize, depth: i32, init: usize): void {
  tile4x8(a, ar, 4, panel, 32, c, cr, depth, init);
}

/** C[1 x 8]: the rows left over at the end. */
function rowPacked(a: usize, panel: usize, c: usize, depth: i32, init: usize): void {
  let c0: v128, c1: v128;
  if (init) {
    c0 = v128.load(init); c1 = v128.load(init, 16);
  } else {
    c0 = c1 = f32x4.splat(0);
  }
  for (let k = 0; k < depth; k++) {
    const x = splatAt(a);
    c0 = madd(x, v128.load(panel), c0);
    c1 = madd(x, v128.load(panel, 16), c1);
    a += 4; panel += 32;
  }
  v128.store(c, c0); v128.store(c, c1, 16);
}

/** B[depth x columns] into panels of eight columns, each [depth][8] contiguous. */
export function packPanels(b: usize, depth: i32, columns: i32, panels: usize): void {
  const row = <usize>columns << 2;
  for (let j = 0; j < columns; j += 8) {
    let from = b + (<usize>j << 2);
    for (let k = 0; k < depth; k++) {
      v128.store(panels, v128.load(from));
      v128.store(panels, v128.load(from, 16), 16);
      from += row; panels += 32;
    }
  }
}

/** The same panels of B = M^T for M[columns x depth]: panel entry [k][j] = M[8p + j][k]. */
export function packPanelsTransposed(m: usize, depth: i32, columns: i32, panels: usize): void {
  const row = <usize>depth << 2;
  for (let j = 0; j < columns; j += 8) {
    for (let half = 0; half < 2; half++) {
      let from = m + <usize>(j + 4 * half) * row;
      let to = panels + (<usize>half << 4);
      for (let k = 0; k < depth; k += 4) { // 4x4 blocks; depth is a multiple of 4
        const r0 = v128.load(from), r1 = v128.load(from + row), r2 = v128.load(from + 2 * row), r3 = v128.load(from + 3 * row);
        const t0 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), t1 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
        const t2 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), t3 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
        v128.store(to, i32x4.shuffle(t0, t2, 0, 1, 4, 5));
        v128.store(to, i32x4.shuffle(t0, t2, 2, 3, 6, 7), 32);
        v128.store(to, i32x4.shuffle(t1, t3, 0, 1, 4, 5), 64);
        v128.store(to, i32x4.shuffle(t1, t3, 2, 3, 6, 7), 96);
        from += 16; to += 128;
      }
    }
    panels += <usize>depth << 5;
  }
}

/**
 * C[rows x columns] = init + A[rows x depth] B, B in panels. Row chunks of about 16 KiB of A stay in the first-level
 * cache while every panel passes over them.
 */
export function matmulPanels(a: usize, panels: usize, c: usize, rows: i32, depth: i32, columns: i32, init: usize): void {
  const ar = <usize>depth << 2, cr = <usize>columns << 2, panelBytes = <usize>depth << 5;
  const chunk = max(4, (4096 / depth) & ~3);
  for (let i0 = 0; i0 < rows; i0 += chunk) {
    const end = min(rows, i0 + chunk);
    let panel = panels;
    for (let j = 0; j < columns; j += 8) {
      let i = i0;
      const column = <usize>j << 2;
      for (; i + 4 <= end; i += 4) {
        const at = <usize>i * cr + column;
        tilePacked(a + <usize>i * ar, ar, panel, c + at, cr, depth, init ? init + at : 0);
      }
      for (; i < end; i++) {
        const at = <usize>i * cr + column;
        rowPacked(a + <usize>i * ar, panel, c + at, depth, init ? init + at : 0);
      }
      panel += panelBytes;
    }
  }
}

/** C[rows x columns] = A[rows x depth] B[depth x columns] (+ init). scratch: depth * columns floats. */
export function matmulNN(a: usize, b: usize, c: usize, rows: i32, depth: i32, columns: i32, init: usize, scratch: usize): void {
  packPanels(b, depth, columns, scratch);
  matmulPanels(a, scratch, c, rows, depth, columns, init);
}

/** C[rows x columns] = A[rows x depth] M^T, M[columns x depth] (+ init). scratch: depth * columns floats. */
export function matmulNT(a: usize, m: usize, c: usize, rows: i32, depth: i32, columns: i32, init: usize, scratch: usize): void {
  packPanelsTransposed(m, depth, columns, scratch);
  matmulPanels(a, scratch, c, rows, depth, columns, init);
}

/** Tokens summed over at once in matmulTN: A's column of 4 and B's panel of 8 then stay in the first-level cache. */
export const TN_CHUNK: i32 = 256;

/**
 * C[inputs x columns] += A^T B for B[tokens x columns] and `inputs` columns of A[tokens x stride].
 * scratch: 256 * columns floats.
 */
export function matmulTN(
  a: usize, stride: i32, b: usize, c: usize, tokens: i32, inputs: i32, columns: i32, scratch: usize,
): void {
  const ad = <usize>stride << 2, cr = <usize>columns << 2;
  for (let t = 0; t < tokens; t += TN_CHUNK) {
    const depth = min(TN_CHUNK, tokens - t);
    packPanels(b + <usize>t * cr, depth, columns, scratch);
    const chunk = a + <usize>t * ad;
    for (let i = 0; i < inputs; i += 4) {
      let panel = scratch;
      for (let j = 0; j < columns; j += 8) {
        const at = c + <usize>i * cr + (<usize>j << 2);
        tileStrided(chunk + (<usize>i << 2), 4, ad, panel, 32, at, cr, depth, at);
        panel += <usize>depth << 5;
      }
    }
  }
}
