import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, scratch, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import { weightAddress } from '../linear/linear.wasm';

interface TableAttrs {
  readonly offset: number;
  readonly vocabulary: number;
  readonly width: number;
}

export const logProbWasm: KernelConfig[] = [
  wasmKernel(KERNELS.logProb, ({ hidden, targets, values }, { offset, vocabulary, width }: TableAttrs) => {
    const [rows] = targets.shape;
    const result = output([2, rows]);
    const logSumExp = output([rows]);
    wasmKernels().logProb(
      address(hidden),
      weightAddress(values, offset),
      address(targets),
      address(result),
      address(logSumExp),
      rows,
      vocabulary,
      width,
      scratch(vocabulary * (width + 64)),
    );
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
      wasmKernels().logProbGrad(
        address(hidden),
        weightAddress(values, offset),
        address(targets),
        address(logSumExp),
        address(dLogp),
        address(dHidden),
        trainable ? weightAddress(grads, offset) : 0,
        rows,
        vocabulary,
        width,
        scratch(2 * vocabulary * width + 64 * (vocabulary + width)),
      );
      return dHidden;
    },
  ),
];
