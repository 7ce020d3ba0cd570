import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  Identity,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/**
 * tfjs-backend-wasm 4.22.0 copies a tensor's values in clone(), which tfjs calls for every tensor that a gradient saves: 3 % of a training
 * step. Its WebGPU backend counts another reference instead, and so does this. To be removed when tfjs' own does.
 */
const identity: KernelConfig = {
  kernelName: Identity,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs.x as TensorInfo;
    (backend as BackendWasm).incRef(dataId);
    return { dataId, shape, dtype };
  },
};

/** Puts ours in the place of tfjs'. */
export function registerWasmIdentity(): void {
  unregisterKernel(Identity, 'wasm');
  registerKernel(identity);
}
