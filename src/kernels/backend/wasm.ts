import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  env,
  registerBackend,
  removeBackend,
  setBackend,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { WasmKernel, WasmKernelExports } from './wasm-exports';
import { sharedBackend } from './wasm-shared';
import { ThreadPool } from './wasm-threads';

/**
 * tfjs' wasm backend with our own SIMD kernels beside it in the same heap: the kernels are a second wasm module that
 * imports tfjs' memory, so a tensor is the same pointer to both. This file and wasm-shared.ts hold all that depends on
 * the internals of tfjs-backend-wasm (last release 4.22.0): `wasm.asm.memory`, `wasm._malloc`, `makeOutput`, `dataIdMap`.
 */

/** Where the binaries come from: addresses of tfjs' own wasm, bytes of ours. */
export interface WasmBinaries {
  readonly tfjs: { readonly plain: string; readonly simd: string; readonly threaded: string };
  /** Kernels with fused multiply-add and without, for a memory of one thread's own or for a shared one. */
  kernels(build: 'relaxed-simd' | 'simd', memory: 'own' | 'shared'): Promise<BufferSource>;
}

/** More threads find too little in a step of these small models. */
const MOST_THREADS = 4;

/** Work worth a helper's waking, floating-point operations: about 10 microseconds of one thread. */
const PART_FLOPS = 4e5;

interface TfjsWasmModule {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

let memory: WebAssembly.Memory | null = null;
let kernels: WasmKernelExports | null = null;
let pool: ThreadPool | null = null;
let threadLimit = MOST_THREADS;
let scratchPointer = 0;
let scratchFloats = 0;

/** Threads that wasm can have here: one unless the page is cross-origin isolated. */
function availableThreads(): number {
  if (globalThis.crossOriginIsolated !== true || typeof Worker === 'undefined') {
    return 1;
  }
  return Math.min(MOST_THREADS, navigator.hardwareConcurrency ?? 1);
}

/**
 * Makes wasm tfjs' backend and loads the kernels into its heap. Numbers do not depend on the number of threads, to the bit:
 * threads share out rows, columns or heads, never a sum.
 *
 * @param threads more than one only where `availableThreads` says so
 * @returns in words for people which build runs, 'relaxed-simd' (fused multiply-add) or 'simd', on how many threads
 * @throws when the browser has no wasm SIMD
 */
export async function openWasm(binaries: WasmBinaries, threads = availableThreads()): Promise<string> {
  pool?.end();
  pool = null;
  if (threads > 1 && !isShared(memory)) {
    await openShared(binaries);
  }
  if (!memory) {
    await openOwn(binaries);
  }
  await setBackend('wasm');
  const heap = heapMemory();
  const kind = isShared(heap) ? 'shared' : 'own';
  const relaxed = await binaries.kernels('relaxed-simd', kind);
  const build = WebAssembly.validate(relaxed) ? 'relaxed-simd' : 'simd';
  const module = await WebAssembly.compile(
    build === 'relaxed-simd' ? relaxed : await binaries.kernels('simd', kind),
  );
  const instance = await WebAssembly.instantiate(module, { env: { memory: heap } });
  kernels = instance.exports as unknown as WasmKernelExports;
  if (threads > 1 && isShared(heap)) {
    pool = await ThreadPool.start(module, heap, threads - 1).catch(onOneThread);
  }
  return `${build}, ${pool ? `${threads} threads` : 'one thread'}`;
}

/** The heap becomes one that threads can share, if that can be had. */
async function openShared({ tfjs }: WasmBinaries): Promise<void> {
  const opened = await sharedBackend(tfjs.threaded).catch(onOneThread);
  if (opened) {
    removeBackend('wasm');
    registerBackend('wasm', () => opened.backend);
    newHeap(opened.memory);
  }
}

async function openOwn({ tfjs }: WasmBinaries): Promise<void> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': tfjs.plain,
    'tfjs-backend-wasm-simd.wasm': tfjs.simd,
    'tfjs-backend-wasm-threaded-simd.wasm': tfjs.threaded,
  });
  // Its file may have been lost on the way.
  if (!(await setBackend('wasm')) && !(await setBackend('wasm'))) {
    throw new Error('WebAssembly could not start: its file did not arrive, or the browser refused it.');
  }
  newHeap(tfjsModule().asm.memory);
}

function newHeap(heap: WebAssembly.Memory): void {
  memory = heap;
  scratchPointer = 0;
  scratchFloats = 0;
}

function onOneThread(error: unknown): null {
  console.warn(`WebAssembly runs on one thread: ${error instanceof Error ? error.message : error}`);
  return null;
}

function isShared(heap: WebAssembly.Memory | null): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && heap?.buffer instanceof SharedArrayBuffer;
}

/** The loaded kernels. */
export function wasmKernels(): WasmKernelExports {
  if (!kernels) {
    throw new Error('openWasm has not run.');
  }
  return kernels;
}

function heapMemory(): WebAssembly.Memory {
  if (!memory) {
    throw new Error('openWasm has not run.');
  }
  return memory;
}

/** Work of one kernel that threads can share out. */
export interface SharedWork<K extends WasmKernel> {
  /** Rows, columns or heads: what can be done one without another, with the same results. */
  readonly units: number;
  /** Parts begin at multiples of it; the kernels' tiles are 4 high and 8 wide. */
  readonly multiple: number;
  /** All of it, floating-point operations, roughly. */
  readonly flops: number;
  /** Floats that each part may overwrite meanwhile. */
  readonly scratch?: number;
  /** The kernel's arguments for units [first, last). */
  part(first: number, last: number, scratch: number): Parameters<WasmKernelExports[K]>;
}

/** Rows as what threads share out: four at a time, as the kernels' tiles are four high. */
export function rowsOf(rows: number, flopsPerRow: number) {
  return { units: rows, multiple: 4, flops: rows * flopsPerRow };
}

/** Runs a kernel, in parts on several threads where that pays. */
export function runWasm<K extends WasmKernel>(kernel: K, work: SharedWork<K>): void {
  const { units, multiple, flops, part } = work;
  const blocks = Math.ceil(units / multiple);
  const parts = Math.max(1, Math.min(wasmThreads(), blocks, Math.floor(flops / PART_FLOPS)));
  const room = Math.ceil((work.scratch ?? 0) / 4) * 4;
  const space = room > 0 ? scratch(room * parts) : 0;
  const start = (index: number) => Math.min(units, Math.floor((index * blocks) / parts) * multiple);
  const of = (index: number) => part(start(index), start(index + 1), space + index * room * 4);
  const run = wasmKernels()[kernel] as (...parameters: number[]) => void;
  if (parts === 1 || !pool) {
    run(...of(0));
    return;
  }
  const others = Array.from({ length: parts - 1 }, (_, index) => of(index + 1));
  pool.run(kernel, others, () => run(...of(0)));
}

/** Threads that share the work. */
export function wasmThreads(): number {
  return Math.min(threadLimit, 1 + (pool?.helpers ?? 0));
}

/** Lets helpers rest, to measure what they are worth; without a number, all work again. */
export function limitWasmThreads(threads = MOST_THREADS): void {
  threadLimit = threads;
}

function tfjsBackend(): BackendWasm {
  return backend() as BackendWasm;
}

function tfjsModule(): TfjsWasmModule {
  return tfjsBackend().wasm as unknown as TfjsWasmModule;
}

/** Pointer of a tensor's first element in the shared heap. */
export function address(tensor: TensorInfo): number {
  return tfjsBackend().dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Pointer of a weight inside the flat buffer. */
export function weightAddress(buffer: TensorInfo, offset: number): number {
  return address(buffer) + offset * 4;
}

/** A new tensor, not initialised. */
export function output(shape: number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
  return tfjsBackend().makeOutput(shape, dtype);
}

/** Frees what `output` gave, for values that no caller gets. */
export function release(tensor: TensorInfo): void {
  tfjsBackend().disposeData(tensor.dataId);
}

export function fillZero(tensor: TensorInfo): void {
  const bytes = tensor.shape.reduce((product, size) => product * size, 4);
  new Uint8Array(heapMemory().buffer, address(tensor), bytes).fill(0);
}

/** Copies bytes from one pointer to another. */
export function copyInHeap(from: number, to: number, bytes: number): void {
  new Uint8Array(heapMemory().buffer).copyWithin(to, from, from + bytes);
}

/** Pointer to at least `floats` floats that any kernel may overwrite; 16-byte aligned; grows, never shrinks. */
export function scratch(floats: number): number {
  if (floats > scratchFloats) {
    const module = tfjsModule();
    if (scratchPointer) {
      module._free(scratchPointer);
    }
    scratchFloats = Math.ceil(floats * 1.25);
    scratchPointer = module._malloc(scratchFloats * 4);
  }
  return scratchPointer;
}
