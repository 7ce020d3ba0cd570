import {
  add,
  concat,
  greaterEqual,
  less,
  logicalAnd,
  logicalOr,
  matMul,
  mul,
  range,
  reshape,
  slice,
  softmax,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tidy,
  transpose,
  where,
} from '@tensorflow/tfjs-core';
import { gatherRowsReference } from '../rows/rows.reference';
import type { AttentionLayout } from './layout';

/** The specification of attention in stock ops, with the [tokens, tokens] mask written out. */
export function attentionReference(
  qkv: Tensor2D,
  layout: AttentionLayout,
  heads: number,
  rotary: Tensor2D,
): Tensor2D {
  return tidy(() => {
    const probabilities = attentionProbabilities(qkv, layout, heads, rotary);
    const out = matMul(probabilities, headsOf(qkv, 2, heads)); // [heads, tokens, headDim]
    return reshape(transpose(out, [1, 0, 2]), [layout.tokens, qkv.shape[1] / 3]) as Tensor2D;
  });
}

/**
 * What the fused kernels never store: how much of each key's value every query reads, softmax(q k^T / sqrt(headDim))
 * over the keys it sees, 0 elsewhere. For people to look at; training has no need of it.
 *
 * @returns [heads, tokens, tokens], query by key; rows sum to 1
 */
export function attentionProbabilities(
  qkv: Tensor2D,
  layout: AttentionLayout,
  heads: number,
  rotary: Tensor2D,
): Tensor3D {
  return tidy(() => {
    const angles = gatherRowsReference(rotary, layout.positions); // [tokens, headDim]
    const q = rotate(headsOf(qkv, 0, heads), angles);
    const k = rotate(headsOf(qkv, 1, heads), angles);
    const scores = mul(matMul(q, k, false, true), 1 / Math.sqrt(q.shape[2])); // [heads, tokens, tokens]
    // -1e9 and not -Infinity: WGSL may assume that infinities do not occur.
    const masked = where(visible(layout), scores, -1e9);
    return softmax(masked) as Tensor3D;
  });
}

/** Queries (0), keys (1) or values (2) of qkv [tokens, 3 * width] as [heads, tokens, headDim]. */
function headsOf(qkv: Tensor2D, index: 0 | 1 | 2, heads: number): Tensor3D {
  const [tokens, width] = [qkv.shape[0], qkv.shape[1] / 3];
  const part = slice(qkv, [0, index * width], [tokens, width]);
  return transpose(reshape(part, [tokens, heads, width / heads]), [1, 0, 2]) as Tensor3D;
}

/** bool [1, tokens, tokens]: whether a query (row) sees a key (column). */
function visible(layout: AttentionLayout): Tensor3D {
  const keys = reshape(range(0, layout.tokens, 1, 'int32'), [1, layout.tokens]);
  const column = (index: number) => slice(layout.ranges, [0, index], [layout.tokens, 1]);
  const inside = (first: Tensor, last: Tensor) => logicalAnd(greaterEqual(keys, first), less(keys, last));
  const both = logicalOr(inside(column(0), column(1)), inside(column(2), column(3)));
  return reshape(both, [1, layout.tokens, layout.tokens]);
}

/** Rotates x [heads, tokens, headDim] by angles [tokens, headDim] (cosines, then sines). */
export function rotate(x: Tensor3D, angles: Tensor2D): Tensor3D {
  const [heads, tokens, headDim] = x.shape;
  const half = headDim / 2;
  const cosine = slice(angles, [0, 0], [tokens, half]);
  const sine = slice(angles, [0, half], [tokens, half]);
  const first = slice(x, [0, 0, 0], [heads, tokens, half]);
  const second = slice(x, [0, 0, half], [heads, tokens, half]);
  return concat(
    [sub(mul(first, cosine), mul(second, sine)), add(mul(first, sine), mul(second, cosine))],
    2,
  ) as Tensor3D;
}
