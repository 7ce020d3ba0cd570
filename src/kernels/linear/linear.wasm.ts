import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { address, output, scratch, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import type { LinearAttrs } from './linear';

/** Pointer of a weight inside the flat buffer. */
export function weightAddress(buffer: TensorInfo, offset: number): number {
  return address(buffer) + offset * 4;
}

export const linearWasm: KernelConfig[] = [
  wasmKernel(KERNELS.linear, ({ x, values, residual }, attrs: LinearAttrs) => {
    const { offset, inputs, outputs, activation } = attrs;
    const rows = x.shape[0];
    const product = output([rows, outputs]);
    wasmKernels().matmulNN(
      address(x),
      weightAddress(values, offset),
      address(product),
      rows,
      inputs,
      outputs,
      residual ? address(residual) : 0,
      scratch(inputs * outputs),
    );
    if (activation !== 'gelu') {
      return product;
    }
    const y = output([rows, outputs]);
    wasmKernels().gelu(address(product), address(y), rows * outputs);
    return [y, product];
  }),
  wasmKernel(KERNELS.linearInputGrad, ({ dy, values }, { offset, inputs, outputs }: LinearAttrs) => {
    const rows = dy.shape[0];
    const dx = output([rows, inputs]);
    const weight = weightAddress(values, offset);
    const space = scratch(inputs * outputs);
    wasmKernels().matmulNT(address(dy), weight, address(dx), rows, outputs, inputs, 0, space);
    return dx;
  }),
  wasmKernel(KERNELS.linearWeightGrad, ({ x, dy, grads }, { offset, inputs, outputs }: LinearAttrs) => {
    const target = weightAddress(grads, offset);
    const space = scratch(256 * outputs);
    wasmKernels().matmulTN(address(x), address(dy), target, x.shape[0], inputs, outputs, space);
    return [];
  }),
  wasmKernel(KERNELS.geluGrad, ({ dy, preActivation }) => {
    const [rows, columns] = dy.shape;
    const dx = output([rows, columns]);
    wasmKernels().geluGrad(address(preActivation), address(dy), address(dx), rows * columns);
    return dx;
  }),
];
