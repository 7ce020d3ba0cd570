import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, wasmKernels } from '../backend/wasm';
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
      wasmKernels().adamW(
        address(values),
        address(grads),
        address(m),
        address(v),
        address(mask),
        address(norm),
        values.shape[0],
        options.learningRate,
        options.beta1,
        options.beta2,
        options.epsilon,
        options.weightDecay,
        options.clipNorm,
        1 / (1 - options.beta1 ** options.step),
        1 / (1 - options.beta2 ** options.step),
      );
      return [];
    },
  ),
];
