import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import kernels from '../wasm/build/kernels.wasm?url';
import kernelsSimd from '../wasm/build/kernels-simd.wasm?url';
import type { WasmBinaries } from './wasm';

async function bytes(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`The file ${address} did not arrive (status ${response.status}).`);
  }
  return response.arrayBuffer();
}

/** The binaries as the bundler serves them, from the app's own origin. */
export const bundledBinaries: WasmBinaries = {
  tfjs: { plain, simd },
  relaxed: () => bytes(kernels),
  simd: () => bytes(kernelsSimd),
};
