import { getKernel, registerKernel } from '@tensorflow/tfjs-core';
import { adamWWebGpu } from './adamw/adamw.webgpu';
import { attentionWebGpu } from './attention/attention.webgpu';
import { decodeWebGpu } from './decode/decode.webgpu';
import { embeddingWebGpu } from './embedding/embedding.webgpu';
import { linearWebGpu } from './linear/linear.webgpu';
import { logProbWebGpu } from './log-prob/log-prob.webgpu';
import { normedLinearWebGpu } from './normed-linear/normed-linear.webgpu';
import { rmsNormWebGpu } from './rms-norm/rms-norm.webgpu';
import { rowsWebGpu } from './rows/rows.webgpu';

/** Puts the WebGPU kernels of every fused operation into tfjs' registry. */
export function registerWebGpuKernels(): void {
  for (const kernel of [
    ...linearWebGpu,
    ...rmsNormWebGpu,
    ...attentionWebGpu,
    ...embeddingWebGpu,
    ...rowsWebGpu,
    ...logProbWebGpu,
    ...adamWWebGpu,
    ...decodeWebGpu,
    ...normedLinearWebGpu,
  ]) {
    // An engine that is opened again finds them there.
    if (!getKernel(kernel.kernelName, kernel.backendName)) {
      registerKernel(kernel);
    }
  }
}
