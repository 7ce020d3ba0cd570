import { BufferManager } from '@tensorflow/tfjs-backend-webgpu/dist/buffer_manager';
import { describe, expect, it } from 'vitest';
import { type BufferPool, boundPool } from './buffer-pool';

const USAGE = 8;

/** tfjs' own pool on a device that only counts. */
function poolOf(mostFreeBytes: number) {
  const live = new Set<GPUBuffer>();
  const device = {
    createBuffer: ({ size, usage }: GPUBufferDescriptor) => {
      const buffer = { size, usage, destroy: () => live.delete(buffer) } as unknown as GPUBuffer;
      live.add(buffer);
      return buffer;
    },
  };
  const manager = new BufferManager(device as unknown as GPUDevice);
  boundPool(manager as unknown as BufferPool, mostFreeBytes);
  const liveBytes = () => [...live].reduce((sum, { size }) => sum + size, 0);
  return { manager, live, liveBytes };
}

describe('a bounded pool', () => {
  it('reuses the sizes that come again', () => {
    const { manager, live } = poolOf(1000);
    const first = manager.acquireBuffer(400, USAGE);
    manager.releaseBuffer(first);
    expect(manager.acquireBuffer(400, USAGE)).toBe(first);
    expect(live.size).toBe(1);
  });

  it('stays bounded while the sizes change for ever, and its own counts stay right', () => {
    const { manager, live, liveBytes } = poolOf(1000);
    const kept = manager.acquireBuffer(64, USAGE);
    for (let size = 100; size < 600; size += 4) {
      const [a, b] = [manager.acquireBuffer(size, USAGE), manager.acquireBuffer(size, USAGE)];
      manager.releaseBuffer(a);
      manager.releaseBuffer(b);
      expect(liveBytes()).toBeLessThanOrEqual(1000 + 64 + 2 * size);
      expect(liveBytes()).toBe(manager.numBytesAllocated);
      expect(manager.getNumFreeBuffers() + manager.getNumUsedBuffers()).toBe(live.size);
    }
    expect((manager as unknown as BufferPool).freeBuffers.size).toBeLessThan(10);
    expect(live.has(kept)).toBe(true);
    manager.releaseBuffer(kept);
  });

  it('gives back the sizes asked for longest ago first', () => {
    const { manager } = poolOf(1000);
    const [old, often, next] = [300, 304, 308].map((size) => manager.acquireBuffer(size, USAGE));
    for (const buffer of [old, often, next]) {
      manager.releaseBuffer(buffer);
    }
    manager.releaseBuffer(manager.acquireBuffer(304, USAGE));
    const [a, b] = [manager.acquireBuffer(312, USAGE), manager.acquireBuffer(316, USAGE)];
    manager.releaseBuffer(a);
    manager.releaseBuffer(b);
    manager.acquireBuffer(8, USAGE);
    expect(manager.acquireBuffer(304, USAGE)).toBe(often);
    expect(manager.acquireBuffer(300, USAGE)).not.toBe(old);
  });
});
