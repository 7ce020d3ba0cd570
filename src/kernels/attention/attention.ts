import { customGrad, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { KERNELS, runKernel, runKernels } from '../kernel-names';
import { usesReference } from '../mode';
import { attentionReference } from './attention.reference';
import type { AttentionLayout } from './layout';

/**
 * Multi-head attention over a flat batch: rotates queries and keys, then softmax(q k^T / sqrt(headDim)) v over the
 * keys that `layout` lets each query see. The score matrix is never stored (Dao et al., 2022): forward keeps one
 * log-sum-exp per query and head, backward recomputes.
 *
 * @param qkv [tokens, 3 * width]: queries, keys, values; each width = heads * headDim, headDim a multiple of 8
 * @param rotary table of {@link rotaryTable}
 * @returns [tokens, width]
 */
export function attention(qkv: Tensor2D, layout: AttentionLayout, heads: number, rotary: Tensor2D): Tensor2D {
  if (usesReference()) {
    return attentionReference(qkv, layout, heads, rotary);
  }
  const { segments, ranges, readers, positions } = layout;
  const attrs = { heads, longestRange: layout.longestRange };
  return customGrad((qkvIn, save) => {
    const [out, logSumExp] = runKernels(
      KERNELS.attention,
      { qkv: qkvIn as Tensor, rotary, segments, ranges, positions },
      attrs,
    );
    (save as (t: Tensor[]) => void)([qkvIn as Tensor, out, logSumExp]);
    return {
      value: out,
      gradFunc: (dOut: Tensor, [qkvSaved, outSaved, lseSaved]: Tensor[]) =>
        runKernel(
          KERNELS.attentionGrad,
          {
            qkv: qkvSaved,
            out: outSaved,
            logSumExp: lseSaved,
            dOut,
            rotary,
            segments,
            ranges,
            readers,
            positions,
          },
          attrs,
        ),
    };
  })(qkv) as Tensor2D;
}
