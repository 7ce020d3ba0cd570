import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import { weightAddress } from '../linear/linear.wasm';

export const rmsNormWasm: KernelConfig[] = [
  wasmKernel(KERNELS.rmsNorm, ({ x, values }, attrs: { offset: number; epsilon: number }) => {
    const [rows, width] = x.shape;
    const y = output([rows, width]);
    const inverse = output([rows]);
    const gain = weightAddress(values, attrs.offset);
    wasmKernels().rmsNorm(address(x), gain, address(y), address(inverse), rows, width, attrs.epsilon);
    return [y, inverse];
  }),
  wasmKernel(
    KERNELS.rmsNormGrad,
    ({ x, inverseRms, dy, values, grads }, attrs: { offset: number; trainable: boolean }) => {
      const [rows, width] = x.shape;
      const dx = output([rows, width]);
      const gain = weightAddress(values, attrs.offset);
      const dGain = attrs.trainable ? weightAddress(grads, attrs.offset) : 0;
      const inverse = address(inverseRms);
      wasmKernels().rmsNormGrad(address(x), gain, inverse, address(dy), address(dx), dGain, rows, width);
      return dx;
    },
  ),
];
