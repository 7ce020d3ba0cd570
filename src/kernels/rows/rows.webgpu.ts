import type { KernelConfig } from '@tensorflow/tfjs-core';
import { dispatch, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { gatherRowsProgram, scatterRowsProgram } from './rows.wgsl';

export const rowsWebGpu: readonly KernelConfig[] = [
  webgpuKernel<object>(KERNELS.gatherRows, ({ x, rows }, _attrs, gpu) => {
    const selected = rows.shape[0];
    const width = x.shape[1];
    const y = newTensor(gpu, [selected, width]);
    const workgroups = [groups((selected * width) / 4, 64), 1, 1] as const;
    dispatch(gpu, gatherRowsProgram, { x, rows, y }, { selected, width }, workgroups);
    return y;
  }),

  webgpuKernel<{ count: number }>(KERNELS.scatterRows, ({ dy, rows }, { count }, gpu) => {
    const [selected, width] = dy.shape;
    const dx = newTensor(gpu, [count, width]);
    const workgroups = [groups(count, 64), 1, 1] as const;
    dispatch(gpu, scatterRowsProgram, { dy, rows, dx }, { selected, width, count }, workgroups);
    return dx;
  }),
];
