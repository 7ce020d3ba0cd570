import { customGrad, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { KERNELS, runKernel } from '../kernel-names';
import { usesReference } from '../mode';
import { gatherRowsReference } from './rows.reference';

/**
 * y[i] = x[rows[i]]: the rows where a loss counts, so that the head runs nowhere else.
 *
 * @param x [tokens, width]
 * @param rows int32 [selected], all different where a gradient flows
 * @returns [selected, width]
 */
export function selectRows(x: Tensor2D, rows: Tensor1D): Tensor2D {
  if (usesReference()) {
    return gatherRowsReference(x, rows);
  }
  return customGrad((xIn) => ({
    value: runKernel(KERNELS.gatherRows, { x: xIn as Tensor, rows }),
    gradFunc: (dy: Tensor) => runKernel(KERNELS.scatterRows, { dy, rows }, { count: x.shape[0] }),
  }))(x) as Tensor2D;
}
