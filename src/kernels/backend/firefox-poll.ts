import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/**
 * Makes Firefox hand over what it has read back as soon as the GPU is done. Firefox looks for finished work on a timer of 100 ms,
 * and at every submit (https://bugzilla.mozilla.org/show_bug.cgi?id=1870699). So while a readback is pending, an empty list of commands
 * is submitted every few milliseconds, as jax-js does (https://github.com/ekzhang/jax-js/pull/124). It found that submitting too eagerly
 * can hang Firefox's GPU process: here the first submit waits for a timer, and the waits grow with the time that has passed.
 *
 * Measured in Firefox 153 in a worker, on a graphics adapter that is a program (llvmpipe), medians of 25: a small dispatch with its
 * readback took 100 ms without and 1.0 ms with a submit every millisecond; one of about 120 ms of work took 200 ms without, 122 ms with.
 *
 * Remove it when a small readback in every Firefox that the README names takes a few milliseconds without it.
 */
interface Internals {
  readonly device: { readonly queue: Pick<GPUQueue, 'submit'> };
  getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer>;
}

/** Milliseconds between two submits: a share of the time since the readback began, within bounds. */
const SHARE_OF_WAIT = 1 / 8;
const SHORTEST_MS = 1;
const LONGEST_MS = 10;
/** Milliseconds after which Firefox's own 100 do not matter any more. */
const PATIENCE_MS = 2000;

/** Changes how a backend waits for readbacks, in Firefox only; returns the backend. */
export function withPromptReadbacks(
  backend: WebGPUBackend,
  userAgent = globalThis.navigator?.userAgent ?? '',
): WebGPUBackend {
  if (!/\bFirefox\//.test(userAgent)) {
    return backend;
  }
  const gpu = backend as unknown as Internals;
  const read = gpu.getBufferData.bind(gpu);
  /** Readbacks that are not there yet: they share one series of submits. */
  let pending = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (since: number) => {
    const elapsed = performance.now() - since;
    const ms = Math.min(Math.max(elapsed * SHARE_OF_WAIT, SHORTEST_MS), LONGEST_MS);
    timer = setTimeout(() => {
      gpu.device.queue.submit([]);
      if (performance.now() - since < PATIENCE_MS) {
        wait(since);
      }
    }, ms);
  };
  gpu.getBufferData = async (buffer) => {
    const reading = read(buffer);
    pending++;
    // A readback that joins others begins the series anew, because it may be a short one.
    clearTimeout(timer);
    wait(performance.now());
    try {
      return await reading;
    } finally {
      pending--;
      if (pending === 0) {
        clearTimeout(timer);
      }
    }
  };
  return backend;
}
