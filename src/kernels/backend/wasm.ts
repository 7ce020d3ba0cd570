import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { backend, env, setBackend, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * tfjs' wasm backend with our own SIMD kernels beside it in the same heap: the kernels are a second wasm module that
 * imports tfjs' memory, so a tensor is the same pointer to both. This file holds all that depends on the internals of
 * tfjs-backend-wasm (last release 4.22.0): `wasm.asm.memory`, `wasm._malloc`, `makeOutput`, `dataIdMap`.
 */
export interface WasmKernelExports {
  matmulNN(
    a: number,
    b: number,
    c: number,
    rows: number,
    depth: number,
    columns: number,
    init: number,
    scratch: number,
  ): void;
  matmulNT(
    a: number,
    m: number,
    c: number,
    rows: number,
    depth: number,
    columns: number,
    init: number,
    scratch: number,
  ): void;
  matmulTN(
    a: number,
    b: number,
    c: number,
    tokens: number,
    inputs: number,
    columns: number,
    scratch: number,
  ): void;
  gelu(x: number, y: number, length: number): void;
  geluGrad(x: number, dy: number, dx: number, length: number): void;
  rmsNorm(
    x: number,
    gain: number,
    y: number,
    inverseRms: number,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  rmsNormGrad(
    x: number,
    gain: number,
    inverseRms: number,
    dy: number,
    dx: number,
    dGain: number,
    rows: number,
    width: number,
  ): void;
  gatherRows(x: number, rows: number, y: number, count: number, width: number): void;
  scatterRows(dy: number, rows: number, dx: number, count: number, total: number, width: number): void;
  embedding(
    sources: number,
    table: number,
    visual: number,
    y: number,
    tokens: number,
    vocabulary: number,
    width: number,
    scale: number,
  ): void;
  embeddingGrad(
    sources: number,
    dy: number,
    dTable: number,
    dVisual: number,
    tokens: number,
    vocabulary: number,
    visualRows: number,
    width: number,
    scale: number,
  ): void;
  attention(
    qkv: number,
    rotary: number,
    segments: number,
    ranges: number,
    positions: number,
    out: number,
    logSumExp: number,
    count: number,
    heads: number,
    width: number,
    scratch: number,
  ): void;
  attentionGrad(
    qkv: number,
    out: number,
    logSumExp: number,
    dOut: number,
    rotary: number,
    segments: number,
    ranges: number,
    positions: number,
    dqkv: number,
    count: number,
    heads: number,
    width: number,
    scratch: number,
  ): void;
  storeKeysValues(
    qkv: number,
    rotary: number,
    positions: number,
    to: number,
    tokens: number,
    heads: number,
    width: number,
  ): void;
  decodeAttention(
    qkv: number,
    prompt: number,
    generated: number,
    rows: number,
    rotary: number,
    out: number,
    active: number,
    heads: number,
    width: number,
    step: number,
    maxNew: number,
    scratch: number,
  ): void;
  logProb(
    hidden: number,
    table: number,
    targets: number,
    result: number,
    logSumExp: number,
    rows: number,
    vocabulary: number,
    width: number,
    scratch: number,
  ): void;
  logProbGrad(
    hidden: number,
    table: number,
    targets: number,
    logSumExp: number,
    dLogp: number,
    dHidden: number,
    dTable: number,
    rows: number,
    vocabulary: number,
    width: number,
    scratch: number,
  ): void;
  sampleTokens(
    logits: number,
    uniforms: number,
    tokens: number,
    logp: number,
    rows: number,
    vocabulary: number,
    temperature: number,
  ): void;
  gradNorm(grads: number, mask: number, norm: number, length: number): void;
  adamW(
    values: number,
    grads: number,
    m: number,
    v: number,
    mask: number,
    norm: number,
    length: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    weightDecay: number,
    clipNorm: number,
    correction1: number,
    correction2: number,
  ): void;
}

/** Where the binaries come from: addresses of tfjs' own wasm, bytes of ours. */
export interface WasmBinaries {
  readonly tfjs: { readonly plain: string; readonly simd: string };
  /** Kernels with fused multiply-add, and without. */
  relaxed(): Promise<BufferSource>;
  simd(): Promise<BufferSource>;
}

interface TfjsWasmModule {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

let exports: WasmKernelExports | null = null;
let scratchPointer = 0;
let scratchFloats = 0;

/**
 * Makes wasm tfjs' backend and loads the kernels into its heap. Single-threaded: a shared memory could not be imported
 * by the same kernels, and training here is one stream of small products.
 *
 * @returns which build runs: 'relaxed-simd' (fused multiply-add) or 'simd'
 * @throws when the browser has no wasm SIMD
 */
export async function openWasm(binaries: WasmBinaries): Promise<'relaxed-simd' | 'simd'> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': binaries.tfjs.plain,
    'tfjs-backend-wasm-simd.wasm': binaries.tfjs.simd,
    // tfjs asks for a path to every binary; this one is never loaded (threads are off).
    'tfjs-backend-wasm-threaded-simd.wasm': binaries.tfjs.simd,
  });
  if (!(await setBackend('wasm'))) {
    throw new Error('The wasm backend could not start.');
  }
  const { memory } = tfjsModule().asm;
  const relaxed = await binaries.relaxed();
  const fused = WebAssembly.validate(relaxed);
  const { instance } = await WebAssembly.instantiate(fused ? relaxed : await binaries.simd(), {
    env: { memory },
  });
  exports = instance.exports as unknown as WasmKernelExports;
  return fused ? 'relaxed-simd' : 'simd';
}

/** The loaded kernels. */
export function wasmKernels(): WasmKernelExports {
  if (!exports) {
    throw new Error('openWasm has not run.');
  }
  return exports;
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

/** A new tensor, not initialised. */
export function output(shape: number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
  return tfjsBackend().makeOutput(shape, dtype);
}

export function fillZero(tensor: TensorInfo): void {
  const bytes = tensor.shape.reduce((product, size) => product * size, 4);
  new Uint8Array(tfjsModule().asm.memory.buffer, address(tensor), bytes).fill(0);
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
