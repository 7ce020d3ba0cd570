// The wasm kernels: raw pointers into tfjs' own wasm heap, which this module imports as its memory. No allocation here;
// callers pass scratch space.
export { adamW, gradNorm } from './adamw';
export { attention, attentionGrad, storeKeysValues } from './attention';
export { decodeAttention } from './decode';
export { gelu, geluGrad } from './elementwise';
export { logProb, logProbGrad, packTable, sampleTokens } from './log-prob';
export { matmulNN, matmulNT, matmulTN } from './matmul';
export { gainGrad, rmsNorm, rmsNormGrad } from './rms-norm';
export { embedding, embeddingGrad, gatherRows, scatterRows } from './rows';
