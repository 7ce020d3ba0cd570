import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

/** A kernel of ours for tfjs' registry, with its attributes typed. */
export function wasmKernel<Attrs>(
  kernelName: string,
  run: (inputs: Record<string, TensorInfo>, attrs: Attrs) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      run(inputs as NamedTensorInfoMap as Record<string, TensorInfo>, attrs as unknown as Attrs),
  };
}
