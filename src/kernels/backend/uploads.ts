import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { DataId, DataType } from '@tensorflow/tfjs-core';

/**
 * Sends a tensor's values to the GPU without ending the compute pass. tfjs-backend-webgpu 4.22 copies them through a staging
 * buffer of its own for each upload, and a copy may not be recorded inside a pass: the ten uploads of a training step cut it into
 * twelve passes and made ten buffers.
 *
 * Here values go by `queue.writeBuffer`, which overtakes what is recorded and not yet submitted. That is right because a buffer that
 * was just acquired is in no such command: tfjs gives the buffers that recorded commands use back to its pool at the submit, and not
 * before. `uploads.browser.test.ts` fails when that, or a private part, moves.
 */
interface Internals {
  readonly device: GPUDevice;
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  readonly tensorMap: {
    get(id: DataId): {
      readonly dtype: DataType;
      values: ArrayLike<number> | null;
      resource?: GPUBuffer | null;
    };
  };
  uploadToGPU(id: DataId): void;
}

/** Changes how a backend uploads; returns the backend. */
export function withDirectUploads(backend: WebGPUBackend): WebGPUBackend {
  const gpu = backend as unknown as Internals;
  const upload = gpu.uploadToGPU.bind(gpu);
  gpu.uploadToGPU = (id) => {
    const data = gpu.tensorMap.get(id);
    if (data.resource || !data.values || data.values.length === 0) {
      upload(id); // is there already, or has nothing to send
      return;
    }
    const words = inWords(data.dtype, data.values);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = gpu.bufferManager.acquireBuffer(words.byteLength, usage);
    gpu.device.queue.writeBuffer(buffer, 0, words);
    data.resource = buffer;
    // As tfjs does: what is on the GPU is not kept on the CPU, too.
    data.values = null;
  };
  return backend;
}

/** Four bytes per element, as shaders read every type. */
function inWords(
  dtype: DataType,
  values: ArrayLike<number>,
): Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  const Words = dtype === 'float32' ? Float32Array : Int32Array;
  return values instanceof Words && values.buffer instanceof ArrayBuffer
    ? (values as Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>)
    : new Words(values);
}
