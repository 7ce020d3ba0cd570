import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

/** A kernel of ours for tfjs' registry, with its attributes typed. `gpu` is the backend. */
export function webgpuKernel<Attrs>(
  kernelName: string,
  run: (inputs: Record<string, TensorInfo>, attrs: Attrs, gpu: unknown) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(inputs as NamedTensorInfoMap as Record<string, TensorInfo>, attrs as unknown as Attrs, backend),
  };
}

/** Workgroups that cover `count` items. */
export function groups(count: number, perGroup: number): number {
  return Math.ceil(count / perGroup);
}
