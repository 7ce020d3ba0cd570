import { backend, getBackend, type KernelBackend } from '@tensorflow/tfjs-core';
import { dispatch, disposeTensor, newTensor, type Program } from '../kernels/backend/webgpu-internals';

const MARK: Program = {
  name: 'bench mark',
  reads: {},
  writes: { out: 'f32' },
  uniforms: {},
  workgroup: [1, 1, 1],
  body: () => 'out[0] = 1.0;',
};

/** Resolves when the device has finished all that was given to it: reads back one number computed after it. */
export async function deviceIdle(): Promise<void> {
  if (getBackend() === 'webgpu') {
    const out = newTensor(backend(), [1]);
    dispatch(backend(), MARK, { out }, {}, [1, 1, 1]);
    await (backend() as KernelBackend).read(out.dataId);
    disposeTensor(backend(), out);
  }
}
