import { concat, mul, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { weightMatrix } from '../linear/linear.reference';
import type { Weight } from '../parameters';
import { gatherRowsReference } from '../rows/rows.reference';

/** The specification of embed in stock ops. */
export function embeddingReference(
  sources: Tensor1D,
  table: Weight,
  visual: Tensor2D,
  scale: number,
): Tensor2D {
  return tidy(() => {
    const rows = concat([mul(weightMatrix(table), scale), visual], 0);
    return gatherRowsReference(rows as Tensor2D, sources);
  });
}
