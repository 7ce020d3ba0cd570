/** What went to WebGPU, on any device of the page. */
export interface GpuCounts {
  readonly dispatches: number;
  readonly passes: number;
  readonly submits: number;
  /** Made, the staging buffers of uploads among them. */
  readonly buffers: number;
  /** Made and not destroyed, as a difference; and their bytes. */
  readonly liveBuffers: number;
  readonly liveBytes: number;
  readonly writes: number;
}

const counts = { dispatches: 0, passes: 0, submits: 0, buffers: 0, liveBuffers: 0, liveBytes: 0, writes: 0 };
let installed = false;

/** Calls `count` before every call of a method, with its object and its arguments. */
function watch<T extends object, K extends keyof T>(
  prototype: T,
  method: K,
  count: (self: T, parameter: unknown) => void,
): void {
  const original = prototype[method] as (...parameters: unknown[]) => unknown;
  prototype[method] = function (this: T, ...parameters: unknown[]) {
    count(this, parameters[0]);
    return original.apply(this, parameters);
  } as T[K];
}

/** Wraps the methods once per page, so that every library is counted in the same way. */
function install(): void {
  if (installed || typeof GPUDevice === 'undefined') {
    return;
  }
  installed = true;
  const add = (name: keyof typeof counts) => () => {
    counts[name]++;
  };
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', add('dispatches'));
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', add('dispatches'));
  watch(GPUCommandEncoder.prototype, 'beginComputePass', add('passes'));
  watch(GPUQueue.prototype, 'submit', add('submits'));
  watch(GPUQueue.prototype, 'writeBuffer', add('writes'));
  watch(GPUDevice.prototype, 'createBuffer', (_, descriptor) => {
    counts.buffers++;
    counts.liveBuffers++;
    counts.liveBytes += (descriptor as GPUBufferDescriptor).size;
  });
  const destroyed = new WeakSet<GPUBuffer>();
  watch(GPUBuffer.prototype, 'destroy', (buffer) => {
    if (!destroyed.has(buffer)) {
      destroyed.add(buffer);
      counts.liveBuffers--;
      counts.liveBytes -= buffer.size;
    }
  });
}

/** What `run` sends to WebGPU; all zero where the page has none. */
export async function counted(run: () => Promise<unknown>): Promise<GpuCounts> {
  install();
  const before = { ...counts };
  await run();
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, count - before[name as keyof typeof counts]]),
  ) as unknown as GpuCounts;
}
