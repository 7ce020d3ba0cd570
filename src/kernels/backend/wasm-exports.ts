type RowsTimesMatrix = (
  x: number,
  matrix: number,
  product: number,
  rows: number,
  depth: number,
  columns: number,
  init: number,
  scratch: number,
) => void;

/**
 * The kernels of src/kernels/wasm/assembly, where each is described. Pointers are byte addresses in the heap, all other
 * arguments numbers; none returns anything, and none keeps anything from call to call, so that threads may run parts of one.
 */
export interface WasmKernelExports {
  matmulNN: RowsTimesMatrix;
  matmulNT: RowsTimesMatrix;
  matmulTN(
    a: number,
    stride: number,
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
    rows: number,
    width: number,
  ): void;
  gainGrad(
    x: number,
    inverseRms: number,
    dy: number,
    dGain: number,
    rows: number,
    width: number,
    columns: number,
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
    firstHead: number,
    lastHead: number,
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
    firstHead: number,
    lastHead: number,
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
    logp: number,
    entropy: number,
    logSumExp: number,
    rows: number,
    vocabulary: number,
    width: number,
    scratch: number,
  ): void;
  packTable(table: number, vocabulary: number, width: number, panels: number): void;
  logProbGrad(
    hidden: number,
    panels: number,
    targets: number,
    logSumExp: number,
    dLogp: number,
    dHidden: number,
    dLogits: number,
    rows: number,
    vocabulary: number,
    width: number,
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

export type WasmKernel = keyof WasmKernelExports;
