import { registerWasmKernels } from '../register-wasm';
import { openWasm } from './wasm';
import { bundledBinaries } from './wasm-binaries';

/** What computes, in words for people. */
export interface Engine {
  readonly backend: 'webgpu' | 'wasm';
  readonly device: string;
  /** Why it is not WebGPU, as a sentence; null when it is. */
  readonly note: string | null;
}

/** Opens the wasm engine. */
export async function openWasmEngine(note: string | null): Promise<Engine> {
  registerWasmKernels();
  const build = await openWasm(bundledBinaries);
  return { backend: 'wasm', device: `WebAssembly, ${build}, one thread`, note };
}
