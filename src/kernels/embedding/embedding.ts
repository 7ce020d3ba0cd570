import { customGrad, scalar, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { KERNELS, runKernel } from '../kernel-names';
import { usesReference } from '../mode';
import type { Weight } from '../parameters';
import { embeddingReference } from './embedding.reference';

/**
 * Rows of the model's input: a word's embedding times `scale` where source < vocabulary, else a visual token.
 *
 * @param sources int32 [tokens]: a token id, or vocabulary + row of `visual`
 * @param table matrix [vocabulary, width]
 * @param visual [visual tokens, width], already in the model's scale
 * @param scale multiplies word embeddings (sqrt(width): unit variance at the input, see lab notes)
 * @param anchor scalar that puts the result on the tape even if `visual` is not
 * @returns [tokens, width]
 */
export function embed(
  sources: Tensor1D,
  table: Weight,
  visual: Tensor2D,
  scale: number,
  anchor: Tensor,
): Tensor2D {
  if (usesReference()) {
    return embeddingReference(sources, table, visual, scale);
  }
  const attrs = { offset: table.offset, vocabulary: table.shape[0], width: table.shape[1], scale };
  return customGrad((visualIn, _anchor) => {
    const { values, grads } = table.buffers;
    return {
      value: runKernel(KERNELS.embedding, { sources, visual: visualIn as Tensor, values }, attrs),
      gradFunc: (dy: Tensor) => [
        // Adds the word rows into grads in place; returns the visual rows' gradient.
        runKernel(
          KERNELS.embeddingGrad,
          { sources, dy, grads },
          { ...attrs, visualRows: visual.shape[0], trainable: table.trainable },
        ),
        scalar(0),
      ],
    };
  })(visual, anchor) as Tensor2D;
}
