import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Names under which the fused kernels are registered in tfjs' kernel registry, for 'wasm' and 'webgpu'. */
export const KERNELS = {
  linear: 'PlaygroundLinear',
  linearInputGrad: 'PlaygroundLinearInputGrad',
  linearWeightGrad: 'PlaygroundLinearWeightGrad',
  geluGrad: 'PlaygroundGeluGrad',
  rmsNorm: 'PlaygroundRmsNorm',
  rmsNormGrad: 'PlaygroundRmsNormGrad',
  attention: 'PlaygroundAttention',
  attentionGrad: 'PlaygroundAttentionGrad',
  embedding: 'PlaygroundEmbedding',
  embeddingGrad: 'PlaygroundEmbeddingGrad',
  gatherRows: 'PlaygroundGatherRows',
  scatterRows: 'PlaygroundScatterRows',
  logProb: 'PlaygroundLogProb',
  logProbGrad: 'PlaygroundLogProbGrad',
  gradNorm: 'PlaygroundGradNorm',
  adamW: 'PlaygroundAdamW',
  storeKeysValues: 'PlaygroundStoreKeysValues',
  decodeAttention: 'PlaygroundDecodeAttention',
  copyKeysValues: 'PlaygroundCopyKeysValues',
  normedLinear: 'PlaygroundNormedLinear',
  normedLogits: 'PlaygroundNormedLogits',
  logits: 'PlaygroundLogits',
  sampleTokens: 'PlaygroundSampleTokens',
} as const;

/** Runs a fused kernel that has one output. */
export function runKernel(name: string, inputs: Record<string, Tensor>, attrs: object = {}): Tensor {
  return engine().runKernel(name, inputs as NamedTensorMap, attrs as NamedAttrMap) as Tensor;
}

/** Runs a fused kernel that has several outputs. */
export function runKernels(name: string, inputs: Record<string, Tensor>, attrs: object = {}): Tensor[] {
  return engine().runKernel(name, inputs as NamedTensorMap, attrs as NamedAttrMap) as unknown as Tensor[];
}

/** Runs a fused kernel that only writes into tensors it was given (a kernel without outputs). */
export function runInPlace(name: string, inputs: Record<string, Tensor>, attrs: object): void {
  engine().runKernel(name, inputs as NamedTensorMap, attrs as NamedAttrMap);
}
