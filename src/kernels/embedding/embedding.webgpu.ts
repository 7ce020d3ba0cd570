import type { KernelConfig } from '@tensorflow/tfjs-core';
import { dispatch, disposeTensor, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { COLUMN_VECTORS, embeddingGradProgram, embeddingProgram } from './embedding.wgsl';

interface EmbeddingAttrs {
  readonly offset: number;
  readonly vocabulary: number;
  readonly width: number;
  readonly scale: number;
}

interface EmbeddingGradAttrs extends EmbeddingAttrs {
  readonly visualRows: number;
  readonly trainable: boolean;
}

export const embeddingWebGpu: readonly KernelConfig[] = [
  webgpuKernel<EmbeddingAttrs>(KERNELS.embedding, ({ sources, visual, values }, attrs, gpu) => {
    const tokens = sources.shape[0];
    const y = newTensor(gpu, [tokens, attrs.width]);
    // A batch without images has no visual rows, and an empty buffer cannot be bound.
    const tensors = { sources, visual: visual.shape[0] > 0 ? visual : values, values, y };
    const workgroups = [groups((tokens * attrs.width) / 4, 64), 1, 1] as const;
    dispatch(gpu, embeddingProgram, tensors, { ...attrs, tokens }, workgroups);
    return y;
  }),

  webgpuKernel<EmbeddingGradAttrs>(KERNELS.embeddingGrad, ({ sources, dy, grads }, attrs, gpu) => {
    const { offset, vocabulary, width, scale, visualRows, trainable } = attrs;
    const dVisual = newTensor(gpu, [visualRows, width]);
    const standIn = visualRows > 0 ? null : newTensor(gpu, [4]);
    const rows = vocabulary + visualRows;
    const firstRow = trainable ? 0 : vocabulary;
    const threads = (rows - firstRow) * groups(width / 4, COLUMN_VECTORS);
    dispatch(
      gpu,
      embeddingGradProgram,
      { sources, dy, grads, dVisual: standIn ?? dVisual },
      { offset, tokens: sources.shape[0], vocabulary, width, scale, firstRow, rows },
      [groups(threads, 64), 1, 1],
    );
    if (standIn) {
      disposeTensor(gpu, standIn);
    }
    return dVisual;
  }),
];
