import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, runWasm, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import type { AdamWOptions } from './state';

export const adamWWasm: KernelConfig[] = [
  wasmKernel(KERNELS.gradNorm, ({ grads, mask }) => {
    const norm = output([]);
    wasmKernels().gradNorm(address(grads), address(mask), address(norm), grads.shape[0]);
    return norm;
  }),
  wasmKernel(
    KERNELS.adamW,
    ({ values, grads, m, v, mask, norm }, options: AdamWOptions & { step: number }) => {
      const [length] = values.shape;
      runWasm('adamW', {
        units: length,
        multiple: 4,
        flops: 20 * length,
        part: (first, last) => [
          address(values) + 4 * first,
          address(grads) + 4 * first,
          address(m) + 4 * first,
          address(v) + 4 * first,
          address(mask) + 4 * first,
          address(norm),
          last - first,
          options.learningRate,
          options.beta1,
          options.beta2,
          options.epsilon,
          options.weightDecay,
          options.clipNorm,
          1 / (1 - options.beta1 ** options.step),
          1 / (1 - options.beta2 ** options.step),
        ],
      });
      return [];
    },
  ),
];
