import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, wasmKernels, weightAddress } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';

interface EmbeddingAttrs {
  readonly offset: number;
  readonly vocabulary: number;
  readonly width: number;
  readonly scale: number;
}

export const embeddingWasm: KernelConfig[] = [
  wasmKernel(KERNELS.embedding, ({ sources, visual, values }, attrs: EmbeddingAttrs) => {
    const { offset, vocabulary, width, scale } = attrs;
    const [tokens] = sources.shape;
    const y = output([tokens, width]);
    const table = weightAddress(values, offset);
    wasmKernels().embedding(
      address(sources),
      table,
      address(visual),
      address(y),
      tokens,
      vocabulary,
      width,
      scale,
    );
    return y;
  }),
  wasmKernel(
    KERNELS.embeddingGrad,
    (
      { sources, dy, grads },
      {
        offset,
        vocabulary,
        width,
        scale,
        visualRows,
        trainable,
      }: EmbeddingAttrs & {
        visualRows: number;
        trainable: boolean;
      },
    ) => {
      const dVisual = output([visualRows, width]);
      wasmKernels().embeddingGrad(
        address(sources),
        address(dy),
        trainable ? weightAddress(grads, offset) : 0,
        address(dVisual),
        sources.shape[0],
        vocabulary,
        visualRows,
        width,
        scale,
      );
      return dVisual;
    },
  ),
];
