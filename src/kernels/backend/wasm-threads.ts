import type { WasmKernel } from './wasm-exports';

/**
 * Helper threads for the wasm kernels. Each is a worker with an instance of the kernels on the same shared memory; it
 * waits for jobs on a board in a small shared buffer: no messages, as a message costs more than most kernels.
 *
 * The board: three int32 (number of the latest job, helpers still at it, whether one failed), then for each helper the
 * kernel's place among the exports (-1: nothing to do) and its arguments, as float64, which hold any pointer and any float32.
 */
const JOB = 0;
const BUSY = 1;
const FAILED = 2;
const HEAD_BYTES = 16;
/** Floats per helper: a kernel and its arguments. */
const SLOT = 24;

/** Looks before sleeping, about 50 microseconds: kernels follow one another faster than a sleeper wakes. */
const LOOKS = 5000;

/** What a helper gets to start with. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly board: SharedArrayBuffer;
  readonly helper: number;
}

/** A part of a kernel's work: the kernel's arguments. */
export type Part = readonly number[];

export class ThreadPool {
  private readonly head: Int32Array;
  private readonly slots: Float64Array;

  private constructor(
    board: SharedArrayBuffer,
    private readonly workers: readonly Worker[],
    private readonly kernels: readonly string[],
  ) {
    this.head = new Int32Array(board, 0, HEAD_BYTES / 4);
    this.slots = new Float64Array(board, HEAD_BYTES);
  }

  /** Starts `helpers` workers; they are ready when this settles. */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    helpers: number,
  ): Promise<ThreadPool> {
    const board = new SharedArrayBuffer(HEAD_BYTES + helpers * SLOT * 8);
    const workers = Array.from(
      { length: helpers },
      () => new Worker(new URL('./wasm-thread.worker.ts', import.meta.url), { type: 'module' }),
    );
    const pool = new ThreadPool(board, workers, kernelNames(module));
    try {
      await Promise.all(
        workers.map(
          (worker, helper) =>
            new Promise<void>((ready, fail) => {
              worker.onmessage = () => ready();
              worker.onerror = (event) => fail(new Error(`A wasm thread did not start: ${event.message}`));
              worker.postMessage({ module, memory, board, helper } satisfies HelperStart);
            }),
        ),
      );
    } catch (error) {
      pool.end();
      throw error;
    }
    return pool;
  }

  get helpers(): number {
    return this.workers.length;
  }

  /**
   * Gives each of `parts` to a helper, does `own` meanwhile, and returns when all are done.
   *
   * @throws when a helper's kernel trapped
   */
  run(kernel: WasmKernel, parts: readonly Part[], own: () => void): void {
    const place = this.kernels.indexOf(kernel);
    for (let helper = 0; helper < this.helpers; helper++) {
      const part = parts[helper];
      this.slots[helper * SLOT] = part ? place : -1;
      if (part) {
        this.slots.set(part, helper * SLOT + 1);
      }
    }
    Atomics.store(this.head, BUSY, this.helpers);
    Atomics.add(this.head, JOB, 1);
    Atomics.notify(this.head, JOB);
    try {
      own();
    } finally {
      // Whatever happened here: the next job needs all of them.
      waitUntil(this.head, BUSY, (busy) => busy === 0);
    }
    if (Atomics.exchange(this.head, FAILED, 0) === 1) {
      throw new Error(`The wasm kernel ${kernel} failed in a thread.`);
    }
  }

  end(): void {
    for (const worker of this.workers) {
      worker.terminate();
    }
  }
}

/** A helper's whole life after its start. */
export function serveJobs(
  { module, board, helper }: HelperStart,
  kernels: Record<string, (...parameters: number[]) => void>,
): never {
  const head = new Int32Array(board, 0, HEAD_BYTES / 4);
  const slot = new Float64Array(board, HEAD_BYTES + helper * SLOT * 8, SLOT);
  const functions = kernelNames(module).map((name) => kernels[name]);
  let done = 0;
  for (;;) {
    const last = done;
    done = waitUntil(head, JOB, (job) => job !== last);
    try {
      const kernel = functions[slot[0]];
      kernel?.(...slot.subarray(1, 1 + kernel.length));
    } catch {
      Atomics.store(head, FAILED, 1);
    }
    Atomics.sub(head, BUSY, 1);
    Atomics.notify(head, BUSY);
  }
}

/** The exported kernels, in the module's own order, which is the same in every thread. */
function kernelNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => name);
}

/** The first value of a word that will do. Sleeps after many looks, but for the page's own thread, which must not. */
function waitUntil(head: Int32Array, word: number, will: (value: number) => boolean): number {
  for (let look = 1; ; look++) {
    const value = Atomics.load(head, word);
    if (will(value)) {
      return value;
    }
    if (look > LOOKS && typeof document === 'undefined') {
      Atomics.wait(head, word, value);
    }
  }
}
