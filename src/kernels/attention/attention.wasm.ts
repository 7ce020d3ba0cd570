import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, fillZero, output, scratch, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';

interface AttentionAttrs {
  readonly heads: number;
  readonly longestRange: number;
}

/** Floats the kernels need: copies of one head's keys, values and queries, and 64 rows of scores twice. */
function scratchFloats(longestRange: number, headDim: number): number {
  const rows = longestRange + 8;
  return 9 * rows * headDim + 2 * 64 * rows + 4 * headDim;
}

export const attentionWasm: KernelConfig[] = [
  wasmKernel(
    KERNELS.attention,
    ({ qkv, rotary, segments, ranges, positions }, { heads, longestRange }: AttentionAttrs) => {
      const tokens = qkv.shape[0];
      const width = qkv.shape[1] / 3;
      const out = output([tokens, width]);
      const logSumExp = output([tokens, heads]);
      wasmKernels().attention(
        address(qkv),
        address(rotary),
        address(segments),
        address(ranges),
        address(positions),
        address(out),
        address(logSumExp),
        segments.shape[0],
        heads,
        width,
        scratch(scratchFloats(longestRange, width / heads)),
      );
      return [out, logSumExp];
    },
  ),
  wasmKernel(
    KERNELS.attentionGrad,
    (
      { qkv, out, logSumExp, dOut, rotary, segments, ranges, positions },
      { heads, longestRange }: AttentionAttrs,
    ) => {
      const width = qkv.shape[1] / 3;
      const dqkv = output(qkv.shape);
      fillZero(dqkv);
      wasmKernels().attentionGrad(
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
        heads,
        width,
        scratch(scratchFloats(longestRange, width / heads)),
      );
      return dqkv;
    },
  ),
];
