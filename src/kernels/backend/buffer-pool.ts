import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/**
 * Bounds the memory that tfjs-backend-webgpu 4.22 keeps. It pools freed buffers by their exact size and never gives one
 * back, while every batch of a training run has its own number of tokens and so its own sizes: reinforcement learning
 * held 10 GB after a dozen steps. Here sizes are rounded up, so that batches of about one length share buffers, and the
 * buffers that have been free for longest are destroyed. `buffer-pool.browser.test.ts` fails when the private parts move.
 */
interface BufferManager {
  numFreeBuffers: number;
  numBytesUsed: number;
  numBytesAllocated: number;
  readonly freeBuffers: Map<string, GPUBuffer[]>;
  readonly usedBuffers: Map<string, GPUBuffer[]>;
  acquireBuffer(size: number, usage: number, mappedAtCreation?: boolean, reuse?: boolean): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

interface Internals {
  readonly device: GPUDevice;
  readonly bufferManager: BufferManager;
  getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer>;
}

/** Below this, buffers are too small to matter and keep their size. */
const SMALLEST_ROUNDED = 4096;
/** Bytes of free buffers kept for reuse: more than a step of the recommended recipe frees. */
export const MOST_FREE_BYTES = 512 * 2 ** 20;

/** Up to the next eighth of the power of two below: at most an eighth is wasted. */
export function pooledSize(bytes: number): number {
  if (bytes < SMALLEST_ROUNDED) {
    return bytes;
  }
  const grain = 2 ** (Math.floor(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / grain) * grain;
}

/** Changes a backend's buffer manager so; returns the backend. */
export function withBoundedPool(backend: WebGPUBackend): WebGPUBackend {
  const gpu = backend as unknown as Internals;
  const manager = gpu.bufferManager;
  const largest = gpu.device.limits.maxStorageBufferBindingSize;
  /** Bytes that were asked for; a reader must not see more. */
  const asked = new WeakMap<GPUBuffer, number>();
  /** Free buffers, the one that has been free for longest first. */
  const free = new Set<GPUBuffer>();

  const acquire = manager.acquireBuffer.bind(manager);
  manager.acquireBuffer = (size, usage, mappedAtCreation = false, reuse = true) => {
    const rounded = usage & GPUBufferUsage.STORAGE ? pooledSize(size) : size;
    const buffer = acquire(rounded <= largest ? rounded : size, usage, mappedAtCreation, reuse);
    free.delete(buffer);
    asked.set(buffer, size);
    return buffer;
  };

  const release = manager.releaseBuffer.bind(manager);
  manager.releaseBuffer = (buffer, reuse = true) => {
    release(buffer, reuse);
    if (reuse) {
      free.add(buffer);
    }
    while (manager.numBytesAllocated - manager.numBytesUsed > MOST_FREE_BYTES && free.size > 0) {
      destroy(free.values().next().value as GPUBuffer);
    }
  };

  const destroy = (buffer: GPUBuffer) => {
    free.delete(buffer);
    const key = `${buffer.size}_${buffer.usage}`;
    const same = manager.freeBuffers.get(key) ?? [];
    const index = same.indexOf(buffer);
    if (index < 0) {
      return; // tfjs had nothing free yet and let it go
    }
    same.splice(index, 1);
    manager.numFreeBuffers--;
    manager.numBytesAllocated -= buffer.size;
    buffer.destroy();
  };

  const read = gpu.getBufferData.bind(gpu);
  gpu.getBufferData = async (buffer) => {
    // Asked before the read: by its end the buffer may be somebody else's.
    const bytes = asked.get(buffer) ?? buffer.size;
    const data = await read(buffer);
    return data && data.byteLength > bytes ? data.slice(0, bytes) : data;
  };
  return backend;
}
