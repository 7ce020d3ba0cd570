import { runInPage } from '../run-in-page.mjs';

/** Measurements of a run. */
const TIMES = 20;
/** From this share of the updates on: before, code is compiled and buffers find their sizes. */
const SETTLED = 0.1;
/** What the memory may differ from its mean, as a share of it. */
const WITHIN = 0.01;

/**
 * Trains for many updates on wasm and measures, between two updates and after a collection of garbage, what the page holds: the
 * JavaScript heap with its buffers, and the memory of the WebAssembly module, in bytes; and the engine's tensors.
 *
 * @param {number} updates
 * @param {{ add: (row: object) => Promise<void> }} tally
 * @param {(line: string) => void} log
 */
export async function measureLongRun(updates, tally, log) {
  /** @type {{ done: number, total: number, tensors: number }[]} */
  const rows = [];
  let failure = '';
  await runInPage({
    backend: 'wasm',
    call: 'longRun',
    argument: { updates, every: Math.max(1, Math.floor(updates / TIMES)) },
    onEvent: async (event, page) => {
      if (event.kind === 'failed') failure = event.message;
      if (event.kind !== 'measured') return;
      const heap = await heapOf(page);
      const { done, tensors, wasm } = event;
      const row = { done, tensors, engine: event.bytes, wasm, heap, total: heap + wasm };
      rows.push(row);
      await tally.add(row);
      log(`${done} updates: ${tensors} tensors, heap ${megabytes(heap)}, WebAssembly ${megabytes(wasm)}`);
    },
  });
  const settled = rows.filter(({ done }) => done > SETTLED * updates);
  const totals = settled.map(({ total }) => total);
  const mean = totals.reduce((a, b) => a + b, 0) / totals.length;
  const off = Math.max(...totals.map((total) => Math.abs(total - mean) / mean));
  const tensors = new Set(settled.map((row) => row.tensors));
  const isDone = failure === '' && rows.at(-1)?.done === updates;
  const sentence = isDone
    ? `${updates} updates: ${megabytes(mean)} of memory within ${(100 * off).toFixed(2)} % from update ${settled[0].done} on; tensors: ${[...tensors].join(', ')}.`
    : `The run ended after ${rows.at(-1)?.done ?? 0} of ${updates} updates. ${failure}`;
  return { faults: isDone && off <= WITHIN ? 0 : 1, sentence };
}

/** Bytes of the JavaScript heap and of the buffers behind it, after a collection of garbage. */
async function heapOf(/** @type {import('playwright-core').Page} */ page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const usage = /** @type {Record<string, number>} */ (
    /** @type {unknown} */ (await cdp.send('Runtime.getHeapUsage'))
  );
  await cdp.detach();
  return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0);
}

const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
