import { registerWasmKernels } from '../register-wasm';
import { registerWebGpuKernels } from '../register-webgpu';
import { openWasm } from './wasm';
import { bundledBinaries } from './wasm-binaries';
import { openWebGpu } from './webgpu';

/** What computes, in words for people. */
export interface Engine {
  readonly backend: 'webgpu' | 'wasm';
  readonly device: string;
  /** Why it is not WebGPU, as a sentence; null when it is. */
  readonly note: string | null;
}

/**
 * Opens WebGPU where the browser has it, else wasm.
 *
 * @param only 'wasm' to pass over WebGPU
 * @param onTrouble hears sentences about errors of the device after it has opened
 */
export async function openEngine(only: 'wasm' | null, onTrouble: (message: string) => void): Promise<Engine> {
  if (only === 'wasm') {
    return openWasmEngine(null);
  }
  const start = await openWebGpu();
  if (!start.ok) {
    return openWasmEngine(`${start.reason} Training runs on WebAssembly instead, on one processor core.`);
  }
  registerWebGpuKernels();
  start.onUncapturedError((message) => onTrouble(`The graphics device reported an error: ${message}.`));
  start.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') {
      onTrouble(
        `The graphics device was lost (${message}). What is on the page is kept; reload it to go on.`,
      );
    }
  });
  return { backend: 'webgpu', device: start.device, note: null };
}

/** Opens the wasm engine. */
export async function openWasmEngine(note: string | null): Promise<Engine> {
  registerWasmKernels();
  const build = await openWasm(bundledBinaries);
  return { backend: 'wasm', device: `WebAssembly, ${build}, one thread`, note };
}
