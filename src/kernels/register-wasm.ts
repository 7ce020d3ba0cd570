import { getKernel, registerKernel } from '@tensorflow/tfjs-core';
import { adamWWasm } from './adamw/adamw.wasm';
import { attentionWasm } from './attention/attention.wasm';
import { registerWasmIdentity } from './backend/wasm-identity';
import { decodeWasm } from './decode/decode.wasm';
import { embeddingWasm } from './embedding/embedding.wasm';
import { linearWasm } from './linear/linear.wasm';
import { logProbWasm } from './log-prob/log-prob.wasm';
import { rmsNormWasm } from './rms-norm/rms-norm.wasm';
import { rowsWasm } from './rows/rows.wasm';

/** Puts the wasm kernels of every fused operation into tfjs' registry. */
export function registerWasmKernels(): void {
  registerWasmIdentity();
  for (const kernel of [
    ...linearWasm,
    ...rmsNormWasm,
    ...attentionWasm,
    ...embeddingWasm,
    ...rowsWasm,
    ...logProbWasm,
    ...adamWWasm,
    ...decodeWasm,
  ]) {
    // An engine that is opened again finds them there.
    if (!getKernel(kernel.kernelName, kernel.backendName)) {
      registerKernel(kernel);
    }
  }
}
