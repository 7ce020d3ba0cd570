import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { address, output, runWasm } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import type { LinearAttrs } from './linear';

/** Pointer of a weight inside the flat buffer. */
export function weightAddress(buffer: TensorInfo, offset: number): number {
  return address(buffer) + offset * 4;
}

/** Rows as what threads share out: four at a time, as the kernels' tiles are four high. */
export function rowsOf(rows: number, flopsPerRow: number) {
  return { units: rows, multiple: 4, flops: rows * flopsPerRow };
}

export const linearWasm: KernelConfig[] = [
  wasmKernel(KERNELS.linear, ({ x, values, residual }, attrs: LinearAttrs) => {
    const { offset, inputs, outputs, activation } = attrs;
    const rows = x.shape[0];
    const product = output([rows, outputs]);
    runWasm('matmulNN', {
      ...rowsOf(rows, 2 * inputs * outputs),
      scratch: inputs * outputs,
      part: (first, last, scratch) => [
        address(x) + 4 * first * inputs,
        weightAddress(values, offset),
        address(product) + 4 * first * outputs,
        last - first,
        inputs,
        outputs,
        residual ? address(residual) + 4 * first * outputs : 0,
        scratch,
      ],
    });
    if (activation !== 'gelu') {
      return product;
    }
    const y = output([rows, outputs]);
    runWasm('gelu', {
      // A hyperbolic tangent is about thirty operations.
      ...rowsOf(rows, 40 * outputs),
      part: (first, last) => [
        address(product) + 4 * first * outputs,
        address(y) + 4 * first * outputs,
        (last - first) * outputs,
      ],
    });
    return [y, product];
  }),
  wasmKernel(KERNELS.linearInputGrad, ({ dy, values }, { offset, inputs, outputs }: LinearAttrs) => {
    const rows = dy.shape[0];
    const dx = output([rows, inputs]);
    runWasm('matmulNT', {
      ...rowsOf(rows, 2 * inputs * outputs),
      scratch: inputs * outputs,
      part: (first, last, scratch) => [
        address(dy) + 4 * first * outputs,
        weightAddress(values, offset),
        address(dx) + 4 * first * inputs,
        last - first,
        outputs,
        inputs,
        0,
        scratch,
      ],
    });
    return dx;
  }),
  wasmKernel(KERNELS.linearWeightGrad, ({ x, dy, grads }, { offset, inputs, outputs }: LinearAttrs) => {
    const rows = x.shape[0];
    addWeightGrad(address(x), address(dy), weightAddress(grads, offset), { rows, inputs, outputs });
    return [];
  }),
  wasmKernel(KERNELS.geluGrad, ({ dy, preActivation }) => {
    const [rows, columns] = dy.shape;
    const dx = output([rows, columns]);
    runWasm('geluGrad', {
      ...rowsOf(rows, 50 * columns),
      part: (first, last) => [
        address(preActivation) + 4 * first * columns,
        address(dy) + 4 * first * columns,
        address(dx) + 4 * first * columns,
        (last - first) * columns,
      ],
    });
    return dx;
  }),
];

/** to [inputs][outputs] += x^T dy for x [rows][inputs], dy [rows][outputs], all pointers. Threads share out the inputs. */
export function addWeightGrad(
  x: number,
  dy: number,
  to: number,
  { rows, inputs, outputs }: { rows: number; inputs: number; outputs: number },
): void {
  runWasm('matmulTN', {
    ...rowsOf(inputs, 2 * rows * outputs),
    scratch: 256 * outputs,
    part: (first, last, scratch) => [
      x + 4 * first,
      inputs,
      dy,
      to + 4 * first * outputs,
      rows,
      last - first,
      outputs,
      scratch,
    ],
  });
}
