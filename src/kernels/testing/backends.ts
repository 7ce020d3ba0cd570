import '@tensorflow/tfjs-backend-cpu';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { openWasm } from '../backend/wasm';
import { bundledBinaries } from '../backend/wasm-binaries';
import { openWebGpu } from '../backend/webgpu';
import { registerWasmKernels } from '../register-wasm';
import { registerWebGpuKernels } from '../register-webgpu';

/** The backends that kernels are tested on. On cpu every operation is its reference. */
export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What WebGPU complained about since the device opened; a test that passes leaves it empty. */
export const gpuErrors: string[] = [];

const started = new Map<BackendName, Promise<unknown>>();

async function start(name: BackendName): Promise<void> {
  if (name === 'webgpu') {
    const result = await openWebGpu();
    if (!result.ok) {
      throw new Error(result.reason);
    }
    result.onUncapturedError((message) => gpuErrors.push(message));
    registerWebGpuKernels();
  } else if (name === 'wasm') {
    await openWasm(bundledBinaries);
    registerWasmKernels();
  }
}

/** Makes `name` the backend, starting it the first time. */
export async function switchTo(name: BackendName): Promise<void> {
  const first = started.get(name) ?? start(name);
  started.set(name, first);
  await first;
  await setBackend(name);
  await ready();
}
