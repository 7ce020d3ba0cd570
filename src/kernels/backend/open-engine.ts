import { registerWasmKernels } from '../register-wasm';
import { registerWebGpuKernels } from '../register-webgpu';
import { openWasm } from './wasm';
import { bundledBinaries } from './wasm-binaries';
import { openWebGpu } from './webgpu';

/** What computes, in words for people. */
export interface Engine {
  readonly backend: 'webgpu' | 'wasm';
  readonly device: string;
  /** Why it is not WebGPU, as a sentence; null when it is, or was not wanted. */
  readonly note: string | null;
  /** The note tells of something that went wrong, and not only of what this browser does not have. */
  readonly isFault: boolean;
}

/**
 * Opens WebGPU where the browser has it, else wasm.
 *
 * @param wanted null: the faster one, which WebGPU is where there is a graphics chip behind it
 * @param onTrouble hears sentences about errors of the device after it has opened
 * @param onLost hears, in the driver's words, that the device is gone: nothing computes until an engine is opened again
 */
export async function openEngine(
  wanted: Engine['backend'] | null,
  onTrouble: (message: string) => void,
  onLost: (message: string) => void = (message) => onTrouble(`The graphics device was lost (${message}).`),
): Promise<Engine> {
  if (wanted === 'wasm') {
    return openWasmEngine(null, false);
  }
  const start = await openWebGpu(wanted === 'webgpu');
  if (!start.ok) {
    const note = `${start.reason} Training runs on WebAssembly instead, on the processor.`;
    return openWasmEngine(note, !start.isAbsent);
  }
  registerWebGpuKernels();
  start.onUncapturedError((message) => onTrouble(`The graphics device reported an error: ${message}.`));
  start.lost.then(({ message }) => onLost(message));
  return { backend: 'webgpu', device: start.device, note: null, isFault: false };
}

/** Opens the wasm engine. */
async function openWasmEngine(note: string | null, isFault: boolean): Promise<Engine> {
  registerWasmKernels();
  const build = await openWasm(bundledBinaries);
  return { backend: 'wasm', device: `WebAssembly, ${build}`, note, isFault };
}
