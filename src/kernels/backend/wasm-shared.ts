import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { BackendWasmModule } from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm';
import factory from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';

/** What the module has beside what its declaration says. */
interface Module extends BackendWasmModule {
  cwrap(name: string, returns: 'number' | null, parameters: readonly 'number'[]): never;
}

const startModule = factory as unknown as (settings: {
  locateFile(): string;
  wasmMemory: WebAssembly.Memory;
}) => Promise<Module>;

/** 64 KiB each. tfjs' threaded build is compiled for these two; the kernels' import must not ask for less. */
const FIRST_PAGES = 256;
const MOST_PAGES = 65536;

/**
 * tfjs' wasm backend on a memory that other threads can use too. Of tfjs' threaded build only that memory is wanted: its own
 * threads work for XNNPACK's products, which nothing here calls. It would start eight workers from blobs, which the page's
 * policy forbids; with one thread asked for they never get any work, so that stand-ins do.
 *
 * @throws RangeError where so large a memory cannot be reserved
 */
export async function sharedBackend(
  address: string,
): Promise<{ backend: BackendWasm; memory: WebAssembly.Memory }> {
  const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES, shared: true });
  const { Worker } = globalThis;
  globalThis.Worker = IdleWorker as unknown as typeof Worker;
  let starting: Promise<Module>;
  try {
    // Its workers are made before this returns.
    starting = startModule({ locateFile: () => address, wasmMemory: memory });
  } finally {
    globalThis.Worker = Worker;
  }
  const module = await starting;
  module.tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
  setThreadsCount(1);
  return { backend: new BackendWasm(module), memory };
}

/** Says that it is loaded, and never does anything. */
class IdleWorker {
  onmessage: ((event: { data: { cmd: string } }) => void) | null = null;

  postMessage({ cmd }: { cmd: string }): void {
    if (cmd === 'load') {
      queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
    }
  }

  terminate(): void {}
}
