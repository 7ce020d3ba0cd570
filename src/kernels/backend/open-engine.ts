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
 * @param onLost hears, in the driver's words, that the device is gone: nothing computes until an engine is opened again
 */
export async function openEngine(
  only: 'wasm' | null,
  onTrouble: (message: string) => void,
  onLost: (message: string) => void = (message) => onTrouble(`The graphics device was lost (${message}).`),
): Promise<Engine> {
  if (only === 'wasm') {
    return openWasmEngine(null);
  }
  const start = await openWebGpu();
  if (!start.ok) {
    return openWasmEngine(`${start.reason} Training runs on WebAssembly instead, on the processor.`);
  }
  registerWebGpuKernels();
  start.onUncapturedError((message) => onTrouble(`The graphics device reported an error: ${message}.`));
  start.lost.then(({ message }) => onLost(message));
  return { backend: 'webgpu', device: start.device, note: null };
}

/** Opens the wasm engine. */
async function openWasmEngine(note: string | null): Promise<Engine> {
  registerWasmKernels();
  const build = await openWasm(bundledBinaries);
  return { backend: 'wasm', device: `WebAssembly, ${build}`, note };
}
