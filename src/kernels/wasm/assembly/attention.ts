import { exp4, horizontalMax, horizontalSum, log1, madd } from './simd';
import { tilePacked, tileStrided } from './matmul';

// Scratch layout of one (segment, head): "local" keys are the prefix's keys followed by the segment's own, so that
// what a query sees is one range [0, n). Row counts are padded: queries to 4, keys to 8.

/** Queries whose probabilities are held at once in the backward pass. */
const QUERY_BLOCK: i32 = 64;

/** to = rotated x (direction +1) or rotated back (-1); headDim a multiple of 8; `angles` = cosines, then sines. */
@inline
export function rotate(x: usize, to: usize, angles: usize, headDim: i32, direction: f32, accumulate: bool): void {
  const half = <usize>headDim << 1; // bytes of headDim / 2 floats
  const sign = f32x4.splat(direction);
  for (let i: usize = 0; i < half; i += 16) {
    const c = v128.load(angles + i);
    const s = f32x4.mul(sign, v128.load(angles + half + i));
    const a = v128.load(x + i);
    const b = v128.load(x + half + i);
    let first = f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s));
    let second = f32x4.add(f32x4.mul(a, s), f32x4.mul(b, c));
    if (accumulate) {
      first = f32x4.add(first, v128.load(to + i));
      second = f32x4.add(second, v128.load(to + half + i));
    }
    v128.store(to + i, first);
    v128.store(to + half + i, second);
  }
}

@inline
function anglesOf(rotary: usize, positions: usize, token: i32, headBytes: usize): usize {
  return rotary + <usize>load<i32>(positions + (<usize>token << 2)) * headBytes;
}

@inline
function copyRow(from: usize, to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(to + i, v128.load(from + i));
  }
}

/** Token of local key j. */
@inline
function tokenOf(j: i32, prefixStart: i32, prefixLength: i32, start: i32): i32 {
  return j < prefixLength ? prefixStart + j : start + j - prefixLength;
}

/** Panels of eight local keys, each [headDim][8], of rows [first, last) of `from` [keys][headDim]; both multiples of 4. */
@inline
function packAcross(from: usize, headBytes: usize, first: i32, last: i32, panels: usize): void {
  for (let j = first; j < last; j += 4) {
    const row = from + <usize>j * headBytes;
    let target = panels + <usize>(j & ~7) * headBytes + (<usize>(j & 4) << 2);
    for (let d: usize = 0; d < headBytes; d += 16) {
      const r0 = v128.load(row + d), r1 = v128.load(row + headBytes + d);
      const r2 = v128.load(row + 2 * headBytes + d), r3 = v128.load(row + 3 * headBytes + d);
      const t0 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), t1 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
      const t2 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), t3 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
      v128.store(target, i32x4.shuffle(t0, t2, 0, 1, 4, 5));
      v128.store(target, i32x4.shuffle(t0, t2, 2, 3, 6, 7), 32);
      v128.store(target, i32x4.shuffle(t1, t3, 0, 1, 4, 5), 64);
      v128.store(target, i32x4.shuffle(t1, t3, 2, 3, 6, 7), 96);
      target += 128;
    }
  }
}

/** Panels of eight entries of a head, each [room][8], of rows [first, last) of `from` [rows][headDim]; `panel` bytes each. */
@inline
function packAlong(from: usize, headBytes: usize, first: i32, last: i32, panels: usize, panel: usize): void {
  for (let j = first; j < last; j++) {
    let row = from + <usize>j * headBytes, target = panels + (<usize>j << 5);
    for (let d: usize = 0; d < headBytes; d += 32) {
      v128.store(target, v128.load(row));
      v128.store(target, v128.load(row, 16), 16);
      row += 32; target += panel;
    }
  }
}

/**
 * Copies of one head from local key `first` on (those before are there from the segment before): rotated keys and values
 * [padded][headDim], and the keys across (packAcross).
 */
function loadKeysValues(
  qkv: usize, rotary: usize, positions: usize, head: i32, width: i32, headDim: i32,
  prefixStart: i32, prefixLength: i32, start: i32, first: i32, keys: i32, padded: i32,
  keyRows: usize, keysAcross: usize, valueRows: usize,
): void {
  const headBytes = <usize>headDim << 2, row = <usize>width * 12;
  for (let j = first; j < keys; j++) {
    const k = keyRows + <usize>j * headBytes, v = valueRows + <usize>j * headBytes;
    const token = tokenOf(j, prefixStart, prefixLength, start);
    const source = qkv + <usize>token * row + (<usize>width << 2) + <usize>head * headBytes;
    rotate(source, k, anglesOf(rotary, positions, token, headBytes), headDim, 1, false);
    copyRow(source + (<usize>width << 2), v, headBytes);
  }
  memory.fill(keyRows + <usize>keys * headBytes, 0, <usize>(padded - keys) * headBytes);
  memory.fill(valueRows + <usize>keys * headBytes, 0, <usize>(padded - keys) * headBytes);
  packAcross(keyRows, headBytes, first & ~3, padded, keysAcross);
}

/** The most local keys of any segment, padded to 8: room for all of them. */
function roomForKeys(segments: usize, count: i32): i32 {
  let most = 0;
  for (let s = 0; s < count; s++) {
    const at = segments + (<usize>s << 4);
    most = max(most, load<i32>(at, 4) + load<i32>(at, 12));
  }
  return (most + 7) & ~7;
}

/** Rotated queries of one head, [padded to 4][headDim], scaled. */
function loadQueries(
  qkv: usize, rotary: usize, positions: usize, head: i32, width: i32, headDim: i32, start: i32, length: i32, to: usize,
): void {
  const headBytes = <usize>headDim << 2, row = <usize>width * 12;
  for (let i = 0; i < length; i++) {
    const source = qkv + <usize>(start + i) * row + <usize>head * headBytes;
    rotate(source, to + <usize>i * headBytes, anglesOf(rotary, positions, start + i, headBytes), headDim, 1, false);
  }
  memory.fill(to + <usize>length * headBytes, 0, <usize>((4 - (length & 3)) & 3) * headBytes);
}

/** Scores of four queries against local keys [0, columns), in tiles of eight: S = Q K^T; `column` bytes of a row of them. */
@inline
function scoreRows(q: usize, across: usize, headDim: i32, columns: i32, scores: usize, column: usize): void {
  const headBytes = <usize>headDim << 2;
  for (let j = 0; j < columns; j += 8) {
    tilePacked(q, headBytes, across + <usize>j * headBytes, scores + (<usize>j << 2), column, headDim, 0);
  }
}

/** Local keys that query i of the segment sees: [0, n). */
@inline
function visibleKeys(ranges: usize, start: i32, i: i32, prefixLength: i32): i32 {
  return prefixLength + load<i32>(ranges + (<usize>(start + i) << 4), 12) - start;
}

@inline
function mostVisible(ranges: usize, start: i32, i: i32, last: i32, prefixLength: i32): i32 {
  let most = 0;
  for (let r = i; r < last; r++) {
    most = max(most, visibleKeys(ranges, start, r, prefixLength));
  }
  return most;
}

/** Softmax over the first n scores in place, zeros behind up to `columns` (a multiple of 8); returns log-sum-exp. */
@inline
function softmaxRow(scores: usize, n: i32, columns: i32, scale: f32): f32 {
  const bytes = <usize>columns << 2;
  for (let j = n; j < columns; j++) {
    store<f32>(scores + (<usize>j << 2), -1e30);
  }
  let largest = f32x4.splat(-1e30);
  for (let j: usize = 0; j < bytes; j += 16) {
    largest = f32x4.pmax(largest, v128.load(scores + j));
  }
  const top = horizontalMax(largest) * scale;
  const shift = f32x4.splat(-top), factor = f32x4.splat(scale);
  let sums = f32x4.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    const p = exp4(madd(v128.load(scores + j), factor, shift));
    v128.store(scores + j, p);
    sums = f32x4.add(sums, p);
  }
  const sum = horizontalSum(sums);
  const inverse = f32x4.splat(1 / sum);
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(scores + j, f32x4.mul(v128.load(scores + j), inverse));
  }
  for (let j = n; j < columns; j++) {
    store<f32>(scores + (<usize>j << 2), 0);
  }
  return top + log1(sum);
}

/**
 * Attention forward of heads [firstHead, lastHead). segments [count][4] and ranges [tokens][4] as in attention/layout.ts; out [tokens][width],
 * logSumExp [tokens][heads]. scratch: see attentionScratch.
 */
export function attention(
  qkv: usize, rotary: usize, segments: usize, ranges: usize, positions: usize, out: usize, logSumExp: usize,
  count: i32, firstHead: i32, lastHead: i32, heads: i32, width: i32, scratch: usize,
): void {
  const headDim = width / heads, headBytes = <usize>headDim << 2, row = <usize>width << 2;
  const scale: f32 = 1 / sqrt<f32>(<f32>headDim);
  const room = roomForKeys(segments, count), column = <usize>(room + 8) << 2;
  const keyBytes = <usize>room * headBytes, panel = <usize>room << 5;
  const keyRows = scratch, keysAcross = keyRows + keyBytes, valueRows = keysAcross + keyBytes, valuesAlong = valueRows + keyBytes;
  const queries = valuesAlong + keyBytes;
  const scores = queries + keyBytes, tile = scores + (column << 2);
  for (let head = firstHead; head < lastHead; head++) {
    let heldStart = -1, heldLength = 0; // whose keys are the first ones now: a prefix is loaded once for its group
    for (let s = 0; s < count; s++) {
      const at = segments + (<usize>s << 4);
      const prefixStart = load<i32>(at), prefixLength = load<i32>(at, 4), start = load<i32>(at, 8), length = load<i32>(at, 12);
      const keys = prefixLength + length, padded = (keys + 7) & ~7;
      const first = prefixLength > 0 && prefixStart == heldStart && prefixLength == heldLength ? prefixLength : 0;
      heldStart = prefixLength > 0 ? prefixStart : start;
      heldLength = prefixLength > 0 ? prefixLength : length;
      loadKeysValues(qkv, rotary, positions, head, width, headDim, prefixStart, prefixLength, start, first, keys, padded, keyRows, keysAcross, valueRows);
      packAlong(valueRows, headBytes, first, padded, valuesAlong, panel);
      loadQueries(qkv, rotary, positions, head, width, headDim, start, length, queries);
      for (let i = 0; i < length; i += 4) {
        const last = min(length, i + 4);
        const columns = (mostVisible(ranges, start, i, last, prefixLength) + 7) & ~7;
        scoreRows(queries + <usize>i * headBytes, keysAcross, headDim, columns, scores, column);
        for (let r = i; r < last; r++) {
          const lse = softmaxRow(scores + <usize>(r - i) * column, visibleKeys(ranges, start, r, prefixLength), columns, scale);
          store<f32>(logSumExp + (<usize>((start + r) * heads + head) << 2), lse);
        }
        for (let d: usize = 0, values = valuesAlong; d < headBytes; d += 32, values += panel) {
          tilePacked(scores, column, values, tile + d, headBytes, columns, 0);
        }
        for (let r = i; r < last; r++) {
          copyRow(tile + <usize>(r - i) * headBytes, out + <usize>(start + r) * row + <usize>head * headBytes, headBytes);
        }
      }
    }
  }
}

/** Adds the gradients of local keys [first, last), rotated back, and of their values to those of the tokens from `token` on. */
function addKeyGradients(
  dqkv: usize, rotary: usize, positions: usize, headAt: usize, width: i32, headDim: i32,
  dKeys: usize, dValues: usize, first: i32, last: i32, token: i32,
): void {
  const headBytes = <usize>headDim << 2, row = <usize>width << 2;
  for (let j = first; j < last; j++, token++) {
    const target = dqkv + <usize>token * 3 * row + row + headAt;
    rotate(dKeys + <usize>j * headBytes, target, anglesOf(rotary, positions, token, headBytes), headDim, -1, true);
    for (let d: usize = 0; d < headBytes; d += 16) {
      v128.store(target + row + d, f32x4.add(v128.load(target + row + d), v128.load(dValues + <usize>j * headBytes + d)));
    }
  }
}

/**
 * Attention backward of heads [firstHead, lastHead): with P the probabilities and delta = sum(dOut out),
 * dS = P (dOut V^T - delta) scale, dQ = dS K, dK = dS^T Q, dV = P^T dOut. dqkv [tokens][3 width] must be zero.
 */
export function attentionGrad(
  qkv: usize, out: usize, logSumExp: usize, dOut: usize, rotary: usize, segments: usize, ranges: usize, positions: usize,
  dqkv: usize, count: i32, firstHead: i32, lastHead: i32, heads: i32, width: i32, scratch: usize,
): void {
  const headDim = width / heads, headBytes = <usize>headDim << 2, row = <usize>width << 2;
  const scale: f32 = 1 / sqrt<f32>(<f32>headDim);
  const room = roomForKeys(segments, count), column = <usize>(room + 8) << 2;
  const keyBytes = <usize>room * headBytes, panel = <usize>room << 5;
  const keyRows = scratch, keysAcross = keyRows + keyBytes, keysAlong = keysAcross + keyBytes;
  const valueRows = keysAlong + keyBytes, valuesAcross = valueRows + keyBytes;
  const dKeys = valuesAcross + keyBytes, dValues = dKeys + keyBytes;
  const queries = dValues + keyBytes, queriesAlong = queries + keyBytes;
  const dOuts = queriesAlong + keyBytes, dOutsAlong = dOuts + keyBytes, dQueries = dOutsAlong + keyBytes;
  const probabilities = dQueries + keyBytes, dScores = probabilities + <usize>QUERY_BLOCK * column;
  const seen = dScores + <usize>QUERY_BLOCK * column; // local keys that each four queries of a block see
  for (let head = firstHead; head < lastHead; head++) {
    const headAt = <usize>head * headBytes;
    // Whose keys are the first ones now: a prefix is loaded once for its group, and what it gathers is added once.
    let heldStart = 0, heldLength = 0;
    for (let s = 0; s < count; s++) {
      const at = segments + (<usize>s << 4);
      const prefixStart = load<i32>(at), prefixLength = load<i32>(at, 4), start = load<i32>(at, 8), length = load<i32>(at, 12);
      const keys = prefixLength + length, padded = (keys + 7) & ~7, rows = (length + 3) & ~3;
      const rowBytes = <usize>rows * headBytes;
      const held = prefixLength > 0 && prefixStart == heldStart && prefixLength == heldLength;
      const first = held ? prefixLength : 0;
      if (!held) {
        addKeyGradients(dqkv, rotary, positions, headAt, width, headDim, dKeys, dValues, 0, heldLength, heldStart);
        heldStart = prefixLength > 0 ? prefixStart : start;
        heldLength = prefixLength > 0 ? prefixLength : length;
      }
      loadKeysValues(qkv, rotary, positions, head, width, headDim, prefixStart, prefixLength, start, first, keys, padded, keyRows, keysAcross, valueRows);
      packAlong(keyRows, headBytes, first, padded, keysAlong, panel);
      packAcross(valueRows, headBytes, first & ~3, padded, valuesAcross);
      loadQueries(qkv, rotary, positions, head, width, headDim, start, length, queries);
      memory.fill(dOuts + <usize>length * headBytes, 0, <usize>(rows - length) * headBytes);
      for (let i = 0; i < length; i++) {
        copyRow(dOut + <usize>(start + i) * row + headAt, dOuts + <usize>i * headBytes, headBytes);
      }
      packAlong(queries, headBytes, 0, rows, queriesAlong, panel);
      packAlong(dOuts, headBytes, 0, rows, dOutsAlong, panel);
      memory.fill(dKeys + <usize>first * headBytes, 0, <usize>(padded - first) * headBytes);
      memory.fill(dValues + <usize>first * headBytes, 0, <usize>(padded - first) * headBytes);
      for (let block = 0; block < length; block += QUERY_BLOCK) {
        const blockEnd = min(length, block + QUERY_BLOCK), blockRows = (blockEnd - block + 3) & ~3;
        const blockColumns = (mostVisible(ranges, start, block, blockEnd, prefixLength) + 7) & ~7;
        for (let i = block; i < blockEnd; i += 4) {
          const last = min(length, i + 4), rowAt = <usize>(i - block) * column;
          const columns = (mostVisible(ranges, start, i, last, prefixLength) + 7) & ~7;
          store<i32>(seen + <usize>(i - block), columns);
          scoreRows(queries + <usize>i * headBytes, keysAcross, headDim, columns, probabilities + rowAt, column);
          scoreRows(dOuts + <usize>i * headBytes, valuesAcross, headDim, columns, dScores + rowAt, column);
          for (let r = i; r < i + 4; r++) {
            const p = probabilities + <usize>(r - block) * column, ds = dScores + <usize>(r - block) * column;
            if (r >= last) {
              memory.fill(p, 0, <usize>blockColumns << 2);
              memory.fill(ds, 0, <usize>blockColumns << 2);
              continue;
            }
            const outAt = <usize>(start + r) * row + headAt;
            let dots = f32x4.splat(0);
            for (let d: usize = 0; d < headBytes; d += 16) {
              dots = madd(v128.load(dOut + outAt + d), v128.load(out + outAt + d), dots);
            }
            const delta = f32x4.splat(horizontalSum(dots));
            const shift = f32x4.splat(-load<f32>(logSumExp + (<usize>((start + r) * heads + head) << 2)));
            const n = <usize>visibleKeys(ranges, start, r, prefixLength) << 2, factor = f32x4.splat(scale);
            const tail = (n + 15) & ~15;
            for (let j: usize = 0; j < tail; j += 16) {
              const probability = exp4(madd(v128.load(p + j), factor, shift));
              v128.store(p + j, probability);
              v128.store(ds + j, f32x4.mul(f32x4.mul(probability, f32x4.sub(v128.load(ds + j), delta)), factor));
            }
            memory.fill(p + n, 0, (<usize>blockColumns << 2) - n);
            memory.fill(ds + n, 0, (<usize>blockColumns << 2) - n);
          }
          for (let d: usize = 0, keys = keysAlong; d < headBytes; d += 32, keys += panel) {
            tilePacked(dScores + rowAt, column, keys, dQueries + <usize>i * headBytes + d, headBytes, columns, 0);
          }
        }
        for (let j = 0; j < blockColumns; j += 4) {
          // Queries before the first that sees one of these keys add nothing.
          let blind = 0;
          while (blind < blockRows && load<i32>(seen + <usize>blind) <= j) blind += 4;
          const keyAt = <usize>j * headBytes, cell = (<usize>j << 2) + <usize>blind * column;
          for (let d: usize = 0, at = <usize>(block + blind) << 5; d < headBytes; d += 32, at += panel) {
            const dv = dValues + keyAt + d, dk = dKeys + keyAt + d;
            tileStrided(probabilities + cell, 4, column, dOutsAlong + at, 32, dv, headBytes, blockRows - blind, dv);
            tileStrided(dScores + cell, 4, column, queriesAlong + at, 32, dk, headBytes, blockRows - blind, dk);
          }
        }
      }
      for (let i = 0; i < length; i++) {
        rotate(dQueries + <usize>i * headBytes, dqkv + <usize>(start + i) * 3 * row + headAt, anglesOf(rotary, positions, start + i, headBytes), headDim, -1, true);
      }
      if (prefixLength > 0) {
        addKeyGradients(dqkv, rotary, positions, headAt, width, headDim, dKeys, dValues, prefixLength, keys, start);
      }
    }
    addKeyGradients(dqkv, rotary, positions, headAt, width, headDim, dKeys, dValues, 0, heldLength, heldStart);
  }
}

/** to [tokens][2 width] = rotated keys, values. */
export function storeKeysValues(qkv: usize, rotary: usize, positions: usize, to: usize, tokens: i32, heads: i32, width: i32): void {
  const headDim = width / heads, headBytes = <usize>headDim << 2, row = <usize>width << 2;
  for (let token = 0; token < tokens; token++) {
    const source = qkv + <usize>token * 3 * row + row, target = to + <usize>token * 2 * row;
    const angles = anglesOf(rotary, positions, token, headBytes);
    for (let at: usize = 0; at < row; at += headBytes) {
      rotate(source + at, target + at, angles, headDim, 1, false);
    }
    memory.copy(target + row, source + row, row);
  }
}
