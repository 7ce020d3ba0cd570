import '@tensorflow/tfjs-backend-cpu';
import tfjsUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import tfjsSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { openWasm } from '../backend/wasm';
import { openWebGpu } from '../backend/webgpu';
import { registerWasmKernels } from '../register-wasm';
import { registerWebGpuKernels } from '../register-webgpu';
import relaxedUrl from '../wasm/build/kernels.wasm?url';
import simdUrl from '../wasm/build/kernels-simd.wasm?url';

/** The backends that kernels are tested on. On cpu every operation is its reference. */
export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What WebGPU complained about since the device opened; a test that passes leaves it empty. */
export const gpuErrors: string[] = [];

const started = new Map<BackendName, Promise<unknown>>();

const bytesOf = async (url: string) => (await fetch(url)).arrayBuffer();

async function start(name: BackendName): Promise<void> {
  if (name === 'webgpu') {
    const result = await openWebGpu();
    if (!result.ok) {
      throw new Error(result.reason);
    }
    result.onUncapturedError((message) => gpuErrors.push(message));
    registerWebGpuKernels();
  } else if (name === 'wasm') {
    await openWasm({
      tfjs: { plain: tfjsUrl, simd: tfjsSimdUrl },
      relaxed: () => bytesOf(relaxedUrl),
      simd: () => bytesOf(simdUrl),
    });
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
