import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, isSoftwareAdapter, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import type { LinearAttrs } from './linear';
import {
  type ElementEpilogue,
  GELU_THREADS,
  geluGradProgram,
  linearProgram,
  type Tile,
  transposedProgram,
  weightGradProgram,
} from './linear.wgsl';

/** Threads below which a GPU is better filled by smaller tiles. */
const FEW_THREADS = 16_384;
const LARGE: Tile = { rows: 8, columns: 8 };
const SMALL: Tile = { rows: 4, columns: 4 };

/** The tile with the fewest loads that still gives the adapter enough threads. */
function tileFor(gpu: unknown, rows: number, columns: number): Tile {
  const large = isSoftwareAdapter(gpu) ? rows > 4 : (rows * columns) / 64 >= FEW_THREADS;
  return large ? LARGE : SMALL;
}

/** Workgroups of 8 x 8 threads that cover a matrix with a tile per thread. */
function tileGroups(tile: Tile, rows: number, columns: number): [number, number, number] {
  return [groups(columns, tile.columns * 8), groups(rows, tile.rows * 8), 1];
}

export const linearWebGpu: readonly KernelConfig[] = [
  webgpuKernel<LinearAttrs>(KERNELS.linear, (inputs, attrs, gpu) => multiply(gpu, inputs, attrs)),

  webgpuKernel<LinearAttrs>(KERNELS.linearInputGrad, ({ dy, values }, { offset, inputs, outputs }, gpu) => {
    const rows = dy.shape[0];
    return multiplyTransposed(gpu, { x: dy, values }, { offset, rows, columns: inputs, depth: outputs });
  }),

  webgpuKernel<LinearAttrs>(KERNELS.linearWeightGrad, ({ x, dy, grads }, attrs, gpu) => {
    addProduct(gpu, { x, dy, grads }, { ...attrs, tokens: x.shape[0] });
    return [];
  }),

  webgpuKernel<object>(KERNELS.geluGrad, ({ dy, preActivation }, _attrs, gpu) => {
    const dx = newTensor(gpu, dy.shape);
    const length = (dy.shape[0] * dy.shape[1]) / 4;
    dispatch(gpu, geluGradProgram, { dy, preActivation, dx }, { length }, [
      groups(length, GELU_THREADS),
      1,
      1,
    ]);
    return dx;
  }),
];

/** RMSNorm's gain, as the place of its first element in the flat buffer. */
export interface NormAttrs {
  readonly gain: number;
  readonly epsilon: number;
}

/** y = RMSNorm(x) W, or GELU of that; nothing is kept for a gradient. */
export function multiplyNormed(
  gpu: unknown,
  { x, values }: Record<string, TensorInfo>,
  { offset, inputs, outputs, activation, gain, epsilon }: LinearAttrs & NormAttrs,
  tile = tileFor(gpu, x.shape[0], outputs),
): TensorInfo {
  const tokens = x.shape[0];
  const program = linearProgram(tile, { residual: false, gelu: activation === 'gelu' }, true);
  const y = newTensor(gpu, [tokens, outputs]);
  const uniforms = { offset, tokens, inputs, outputs, gain, epsilon };
  dispatch(gpu, program, { x, values, y }, uniforms, tileGroups(tile, tokens, outputs));
  return y;
}

/** y = x W (+ residual), or GELU of that and what it was before. */
export function multiply(
  gpu: unknown,
  { x, values, residual }: Record<string, TensorInfo>,
  { offset, inputs, outputs, activation }: LinearAttrs,
  tile = tileFor(gpu, x.shape[0], outputs),
): TensorInfo | TensorInfo[] {
  const tokens = x.shape[0];
  const program = linearProgram(tile, { residual: residual !== undefined, gelu: activation === 'gelu' });
  const y = newTensor(gpu, [tokens, outputs]);
  const preActivation = activation ? newTensor(gpu, [tokens, outputs]) : y;
  const tensors = { x, values, residual, y, preActivation };
  const uniforms = { offset, tokens, inputs, outputs };
  dispatch(gpu, program, tensors, uniforms, tileGroups(tile, tokens, outputs));
  return activation ? [y, preActivation] : y;
}

/** y [rows, columns] = x [rows, depth] W^T; `tensors` has x, values and what the epilogue reads. With a gain, RMSNorm(x) W^T. */
export function multiplyTransposed(
  gpu: unknown,
  tensors: Record<string, TensorInfo>,
  shape: { offset: number; rows: number; columns: number; depth: number } & Partial<NormAttrs>,
  epilogue?: ElementEpilogue,
  tile = tileFor(gpu, shape.rows, shape.columns),
): TensorInfo {
  const { rows, columns } = shape;
  const y = newTensor(gpu, [rows, columns]);
  const program = transposedProgram(tile, epilogue, shape.gain !== undefined);
  dispatch(gpu, program, { ...tensors, y }, shape, tileGroups(tile, rows, columns));
  return y;
}

/** Threads that share one tile's sum over the tokens, on a GPU. */
const SPLITS = 16;

/** grads[offset ..] += x^T dy. */
export function addProduct(
  gpu: unknown,
  tensors: { x: TensorInfo; dy: TensorInfo; grads: TensorInfo },
  shape: { offset: number; tokens: number; inputs: number; outputs: number },
  splits = isSoftwareAdapter(gpu) ? 1 : SPLITS,
): void {
  const { offset, tokens, inputs, outputs } = shape;
  const tile = splits === 1 ? LARGE : SMALL;
  const tiles = groups(inputs, tile.rows) * groups(outputs, tile.columns);
  const perGroup = splits === 1 ? 64 : 8;
  dispatch(gpu, weightGradProgram(tile, splits), tensors, { offset, tokens, inputs, outputs }, [
    groups(tiles, perGroup),
    1,
    1,
  ]);
}
