import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, disposeTensor, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { addProduct, multiply, multiplyTransposed } from '../linear/linear.webgpu';
import { logitGradEpilogue, logProbProgram } from './log-prob.wgsl';

interface LogProbAttrs {
  readonly offset: number;
  readonly vocabulary: number;
  readonly width: number;
}

export const logProbWebGpu: readonly KernelConfig[] = [
  webgpuKernel<LogProbAttrs>(KERNELS.logProb, ({ hidden, targets, values }, attrs, gpu) => {
    const { offset, vocabulary, width } = attrs;
    const rows = hidden.shape[0];
    const shape = { offset, rows, columns: vocabulary, depth: width };
    const logits = multiplyTransposed(gpu, { x: hidden, values }, shape);
    const result = newTensor(gpu, [2, rows]);
    const logSumExp = newTensor(gpu, [rows]);
    const workgroups = [groups(rows, 32), 1, 1] as const;
    dispatch(gpu, logProbProgram, { logits, targets, result, logSumExp }, { rows, vocabulary }, workgroups);
    disposeTensor(gpu, logits);
    return [result, logSumExp];
  }),

  webgpuKernel<LogProbAttrs & { trainable: boolean }>(KERNELS.logProbGrad, (inputs, attrs, gpu) => {
    const { hidden, targets, logSumExp, dLogp, values, grads } = inputs;
    const { offset, vocabulary, width, trainable } = attrs;
    const rows = hidden.shape[0];
    const dLogits = multiplyTransposed(
      gpu,
      { x: hidden, values, targets, logSumExp, dLogp },
      { offset, rows, columns: vocabulary, depth: width },
      logitGradEpilogue,
    );
    const table = { offset, inputs: vocabulary, outputs: width };
    const dHidden = multiply(gpu, { x: dLogits, values }, table) as TensorInfo;
    if (trainable) {
      addProduct(gpu, { x: dLogits, dy: hidden, grads }, { ...table, tokens: rows });
    }
    disposeTensor(gpu, dLogits);
    return dHidden;
  }),
];
