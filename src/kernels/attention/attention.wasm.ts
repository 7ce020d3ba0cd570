import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { address, fillZero, output, runWasm } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';

interface AttentionAttrs {
  readonly heads: number;
  readonly longestRange: number;
}

/** What threads share out: heads. Scratch: copies of one head's keys, values and queries, and 64 rows of scores twice. */
function headsOf(qkv: TensorInfo, { heads, longestRange }: AttentionAttrs) {
  const tokens = qkv.shape[0];
  const width = qkv.shape[1] / 3;
  const rows = longestRange + 8;
  const headDim = width / heads;
  return {
    units: heads,
    multiple: 1,
    // As if every token saw half of the longest range.
    flops: 2 * tokens * longestRange * width,
    scratch: 12 * rows * headDim + 2 * 64 * (rows + 8) + 4 * headDim,
  };
}

export const attentionWasm: KernelConfig[] = [
  wasmKernel(KERNELS.attention, ({ qkv, rotary, segments, ranges, positions }, attrs: AttentionAttrs) => {
    const { heads } = attrs;
    const tokens = qkv.shape[0];
    const width = qkv.shape[1] / 3;
    const out = output([tokens, width]);
    const logSumExp = output([tokens, heads]);
    runWasm('attention', {
      ...headsOf(qkv, attrs),
      part: (first, last, scratch) => [
        address(qkv),
        address(rotary),
        address(segments),
        address(ranges),
        address(positions),
        address(out),
        address(logSumExp),
        segments.shape[0],
        first,
        last,
        heads,
        width,
        scratch,
      ],
    });
    return [out, logSumExp];
  }),
  wasmKernel(
    KERNELS.attentionGrad,
    ({ qkv, out, logSumExp, dOut, rotary, segments, ranges, positions }, attrs: AttentionAttrs) => {
      const { heads } = attrs;
      const width = qkv.shape[1] / 3;
      const dqkv = output(qkv.shape);
      fillZero(dqkv);
      runWasm('attentionGrad', {
        ...headsOf(qkv, attrs),
        part: (first, last, scratch) => [
          address(qkv),
          address(out),
          address(logSumExp),
          address(dOut),
          address(rotary),
          address(segments),
          address(ranges),
          address(positions),
          address(dqkv),
          segments.shape[0],
          first,
          last,
          heads,
          width,
          scratch,
        ],
      });
      return dqkv;
    },
  ),
];
