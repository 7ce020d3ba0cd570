import { add, backend, dispose, ones, tensor1d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { gpuErrors, switchTo } from '../testing/backends';
import { MOST_FREE_BYTES, pooledSize } from './buffer-pool';

interface Manager {
  acquireBuffer(size: number, usage: number): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer): void;
  readonly numFreeBuffers: number;
  readonly numBytesUsed: number;
  readonly numBytesAllocated: number;
  readonly freeBuffers: Map<string, GPUBuffer[]>;
}
const manager = () => (backend() as unknown as { bufferManager: Manager }).bufferManager;

beforeAll(() => switchTo('webgpu'));

describe('pooledSize', () => {
  it('holds what was asked for, wastes at most an eighth, and is a size of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 28 }), (words) => {
        const size = pooledSize(4 * words);
        expect(size % 4).toBe(0);
        expect(size).toBeGreaterThanOrEqual(4 * words);
        expect(size).toBeLessThanOrEqual((4 * words * 9) / 8);
        expect(pooledSize(size)).toBe(size);
      }),
    );
  });
});

describe('the pool of buffers', () => {
  it('gives a tensor as many values as it has, and reuses a buffer for another length', async () => {
    const first = add(ones([5000]), 1);
    expect((await first.data()).length).toBe(5000);
    first.dispose();
    const second = add(ones([5001]), 2);
    const values = await second.data();
    expect(values.length).toBe(5001);
    expect(new Set(values)).toEqual(new Set([3]));
    second.dispose();
    const source = Float32Array.from({ length: 4999 }, (_, i) => i);
    const third = tensor1d(source);
    const fourth = add(third, 0);
    expect(await fourth.data()).toEqual(source);
    dispose([third, fourth]);
    expect(gpuErrors).toEqual([]);
  });

  it('stays bounded over buffers that all differ in size, and counts what is really there', () => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const pool = manager();
    for (let i = 0; i < 60; i++) {
      const buffers = [1, 2].map((share) => pool.acquireBuffer(share * (8 + i) * 2 ** 20, usage));
      for (const buffer of buffers) {
        pool.releaseBuffer(buffer);
      }
      expect(pool.numBytesAllocated - pool.numBytesUsed).toBeLessThanOrEqual(MOST_FREE_BYTES);
    }
    const free = [...pool.freeBuffers.values()].flat();
    expect(free.length).toBeGreaterThan(2);
    expect(free.length).toBe(pool.numFreeBuffers);
    expect(free.reduce((sum, { size }) => sum + size, 0)).toBe(pool.numBytesAllocated - pool.numBytesUsed);
    // The youngest is still there: asked for again, it is the same.
    const again = pool.acquireBuffer(2 * 67 * 2 ** 20, usage);
    expect(free).toContain(again);
    pool.releaseBuffer(again);
    expect(gpuErrors).toEqual([]);
  });
});
