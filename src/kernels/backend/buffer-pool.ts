/** The parts of tfjs' BufferManager (tfjs-backend-webgpu 4.22) that are used here; lists by size and usage. */
export interface BufferPool {
  readonly freeBuffers: Map<string, GPUBuffer[]>;
  readonly usedBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  readonly numBytesUsed: number;
  numBytesAllocated: number;
  acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
}

/** A training step needs its own sizes again and again: what one step frees should fit. */
const MOST_FREE_BYTES = 256 * 2 ** 20;

/**
 * Bounds what the pool keeps for reuse: beyond `mostFreeBytes` it destroys the sizes that were asked for longest ago.
 * tfjs itself keeps every buffer for its exact size; lengths differ from step to step here, so that its pool would grow
 * until the device has no memory left. (A free buffer is in no recorded command; those submitted keep what they use.)
 */
export function boundPool(pool: BufferPool, mostFreeBytes = MOST_FREE_BYTES): void {
  const acquire = pool.acquireBuffer.bind(pool);
  pool.acquireBuffer = (size, usage, mapped, reuse) => {
    const buffer = acquire(size, usage, mapped, reuse);
    const key = `${size}_${usage}`;
    const sameSize = pool.freeBuffers.get(key);
    if (sameSize) {
      // To the young end of the map's order.
      pool.freeBuffers.delete(key);
      pool.freeBuffers.set(key, sameSize);
    }
    trim(pool, mostFreeBytes);
    return buffer;
  };
}

function trim(pool: BufferPool, mostFreeBytes: number): void {
  for (const [key, buffers] of pool.freeBuffers) {
    if (pool.numBytesAllocated - pool.numBytesUsed <= mostFreeBytes) {
      return;
    }
    for (const buffer of buffers.splice(0)) {
      buffer.destroy();
      pool.numBytesAllocated -= buffer.size;
      pool.numFreeBuffers--;
    }
    if (pool.usedBuffers.get(key)?.length === 0) {
      pool.usedBuffers.delete(key);
      pool.freeBuffers.delete(key);
    }
  }
}
