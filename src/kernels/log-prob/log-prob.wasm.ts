import type { KernelConfig } from '@tensorflow/tfjs-core';
import {
  address,
  output,
  release,
  rowsOf,
  runWasm,
  wasmKernels,
  wasmThreads,
  weightAddress,
} from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import { addWeightGrad } from '../linear/linear.wasm';

interface TableAttrs {
  readonly offset: number;
  readonly vocabulary: number;
  readonly width: number;
}

/** Rows of one thread whose logits' gradients are held at once. */
const ROW_BLOCK = 64;

export const logProbWasm: KernelConfig[] = [
  wasmKernel(KERNELS.logProb, ({ hidden, targets, values }, { offset, vocabulary, width }: TableAttrs) => {
    const [rows] = targets.shape;
    const result = output([2, rows]);
    const logSumExp = output([rows]);
    runWasm('logProb', {
      ...rowsOf(rows, 2 * width * vocabulary),
      scratch: vocabulary * (width + 64),
      part: (first, last, space) => [
        address(hidden) + 4 * first * width,
        weightAddress(values, offset),
        address(targets) + 4 * first,
        address(result) + 4 * first,
        address(result) + 4 * (rows + first),
        address(logSumExp) + 4 * first,
        last - first,
        vocabulary,
        width,
        space,
      ],
    });
    return [result, logSumExp];
  }),
  wasmKernel(
    KERNELS.logProbGrad,
    (
      { hidden, targets, logSumExp, dLogp, values, grads },
      { offset, vocabulary, width, trainable }: TableAttrs & { trainable: boolean },
    ) => {
      const [rows] = targets.shape;
      const dHidden = output([rows, width]);
      const block = ROW_BLOCK * wasmThreads();
      const panels = output([2 * vocabulary * width]);
      const dLogits = output([block, vocabulary]);
      wasmKernels().packTable(weightAddress(values, offset), vocabulary, width, address(panels));
      for (let start = 0; start < rows; start += block) {
        const count = Math.min(rows - start, block);
        runWasm('logProbGrad', {
          ...rowsOf(count, 4 * width * vocabulary),
          part: (first, last) => [
            address(hidden) + 4 * (start + first) * width,
            address(panels),
            address(targets) + 4 * (start + first),
            address(logSumExp) + 4 * (start + first),
            address(dLogp) + 4 * (start + first),
            address(dHidden) + 4 * (start + first) * width,
            address(dLogits) + 4 * first * vocabulary,
            last - first,
            vocabulary,
            width,
          ],
        });
        if (trainable) {
          const shape = { rows: count, inputs: vocabulary, outputs: width };
          const to = weightAddress(grads, offset);
          addWeightGrad(address(dLogits), address(hidden) + 4 * start * width, to, shape);
        }
      }
      release(panels);
      release(dLogits);
      return dHidden;
    },
  ),
];
