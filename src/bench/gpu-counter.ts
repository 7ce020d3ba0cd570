/** What went to WebGPU, on any device of the page. */
export interface GpuCounts {
  readonly dispatches: number;
  readonly passes: number;
  readonly submits: number;
  readonly buffers: number;
  readonly bufferBytes: number;
  readonly writes: number;
}

const counts = { dispatches: 0, passes: 0, submits: 0, buffers: 0, bufferBytes: 0, writes: 0 };
let installed = false;

/** Calls `count` with the arguments of every call of a method, then the method. */
function watch<T extends object, K extends keyof T>(
  prototype: T,
  method: K,
  count: (...parameters: unknown[]) => void,
): void {
  const original = prototype[method] as (...parameters: unknown[]) => unknown;
  prototype[method] = function (this: T, ...parameters: unknown[]) {
    count(...parameters);
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
  watch(GPUDevice.prototype, 'createBuffer', (descriptor) => {
    counts.buffers++;
    counts.bufferBytes += (descriptor as GPUBufferDescriptor).size;
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
