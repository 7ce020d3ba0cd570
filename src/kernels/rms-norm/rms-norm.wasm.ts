import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, rowsOf, runWasm, weightAddress } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';

export const rmsNormWasm: KernelConfig[] = [
  wasmKernel(KERNELS.rmsNorm, ({ x, values }, { offset, epsilon }: { offset: number; epsilon: number }) => {
    const [rows, width] = x.shape;
    const y = output([rows, width]);
    const inverse = output([rows]);
    runWasm('rmsNorm', {
      ...rowsOf(rows, 8 * width),
      part: (first, last) => [
        address(x) + 4 * first * width,
        weightAddress(values, offset),
        address(y) + 4 * first * width,
        address(inverse) + 4 * first,
        last - first,
        width,
        epsilon,
      ],
    });
    return [y, inverse];
  }),
  wasmKernel(
    KERNELS.rmsNormGrad,
    ({ x, inverseRms, dy, values, grads }, { offset, trainable }: { offset: number; trainable: boolean }) => {
      const [rows, width] = x.shape;
      const dx = output([rows, width]);
      runWasm('rmsNormGrad', {
        ...rowsOf(rows, 12 * width),
        part: (first, last) => [
          address(x) + 4 * first * width,
          weightAddress(values, offset),
          address(inverseRms) + 4 * first,
          address(dy) + 4 * first * width,
          address(dx) + 4 * first * width,
          last - first,
          width,
        ],
      });
      if (trainable) {
        runWasm('gainGrad', {
          units: width,
          multiple: 4,
          flops: 6 * rows * width,
          part: (first, last) => [
            address(x) + 4 * first,
            address(inverseRms),
            address(dy) + 4 * first,
            weightAddress(grads, offset) + 4 * first,
            rows,
            width,
            last - first,
          ],
        });
      }
      return dx;
    },
  ),
];
