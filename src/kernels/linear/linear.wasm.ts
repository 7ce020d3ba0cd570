import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { address, output, rowsOf, runWasm, weightAddress } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import type { LinearAttrs } from './linear';

export const linearWasm: KernelConfig[] = [
  wasmKernel(KERNELS.linear, ({ x, values, residual }, attrs: LinearAttrs) => {
    const { offset, inputs, outputs, activation } = attrs;
    const rows = x.shape[0];
    const product = rowsTimes('matmulNN', x, weightAddress(values, offset), [inputs, outputs], residual);
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
    return rowsTimes('matmulNT', dy, weightAddress(values, offset), [outputs, inputs]);
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

/**
 * x times a matrix, plus `init`; threads share out the rows.
 *
 * @param matrix pointer; [depth][columns] for NN, [columns][depth] for NT
 * @param x [rows][depth]
 * @param init [rows][columns]
 * @returns [rows][columns]
 */
export function rowsTimes(
  kernel: 'matmulNN' | 'matmulNT',
  x: TensorInfo,
  matrix: number,
  [depth, columns]: readonly [depth: number, columns: number],
  init?: TensorInfo,
): TensorInfo {
  const rows = x.shape[0];
  const product = output([rows, columns]);
  runWasm(kernel, {
    ...rowsOf(rows, 2 * depth * columns),
    scratch: depth * columns,
    part: (first, last, scratch) => [
      address(x) + 4 * first * depth,
      matrix,
      address(product) + 4 * first * columns,
      last - first,
      depth,
      columns,
      init ? address(init) + 4 * first * columns : 0,
      scratch,
    ],
  });
  return product;
}

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
