import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { fetchPiece } from '../../pieces/fetch-piece';
import relaxedOwn from '../wasm/build/relaxed-simd-own.wasm?url';
import relaxedShared from '../wasm/build/relaxed-simd-shared.wasm?url';
import simdOwn from '../wasm/build/simd-own.wasm?url';
import simdShared from '../wasm/build/simd-shared.wasm?url';
import type { WasmBinaries } from './wasm';

const bytes = (address: string) =>
  fetchPiece(address, (response) => response.arrayBuffer()).catch((error) => {
    const why = error instanceof Error ? error.message : error;
    throw new Error(`WebAssembly could not start: its file did not arrive (${why}).`);
  });

const KERNELS = {
  'relaxed-simd': { own: relaxedOwn, shared: relaxedShared },
  simd: { own: simdOwn, shared: simdShared },
};

/** The binaries as the bundler serves them, from the app's own origin. */
export const bundledBinaries: WasmBinaries = {
  tfjs: { plain, simd, threaded },
  kernels: (build, memory) => bytes(KERNELS[build][memory]),
};
