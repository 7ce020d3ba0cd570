import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';

export const rowsWasm: KernelConfig[] = [
  wasmKernel(KERNELS.gatherRows, ({ x, rows }) => {
    const [count] = rows.shape;
    const y = output([count, x.shape[1]]);
    wasmKernels().gatherRows(address(x), address(rows), address(y), count, x.shape[1]);
    return y;
  }),
  wasmKernel(KERNELS.scatterRows, ({ dy, rows }, { count }: { count: number }) => {
    const [selected, width] = dy.shape;
    const dx = output([count, width]);
    wasmKernels().scatterRows(address(dy), address(rows), address(dx), selected, count, width);
    return dx;
  }),
];
