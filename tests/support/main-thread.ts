import type { Page } from 'playwright-core';

/** Time between two looks, ms. */
const BEAT_MS = 10;

export interface MainThread {
  /** Seconds watched. */
  readonly seconds: number;
  /** How long a press at any moment would wait for the main thread: percentiles over time, ms. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** Tasks of more than 50 ms, as the browser counts them. */
  readonly longTasks: number;
  readonly longestTask: number;
}

/**
 * Watches the page's main thread until `result` is called. A message is posted every 10 ms; how late it arrives is how
 * long a press would have waited. A page that is blocked cannot post: the messages that were due meanwhile are counted
 * with the waits that they would have had, so that a long block weighs as much as it lasts.
 */
export async function watchMainThread(page: Page): Promise<{ result(): Promise<MainThread> }> {
  await page.evaluate((beat) => {
    const waits: number[] = [];
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const start = performance.now();
    const { port1, port2 } = new MessageChannel();
    let due = start;
    let over = false;
    port1.onmessage = () => {
      const now = performance.now();
      for (; due <= now; due += beat) waits.push(now - due);
      if (!over) setTimeout(() => port2.postMessage(null), due - now);
    };
    port2.postMessage(null);
    Object.assign(globalThis, {
      mainThreadWatched: () => {
        over = true;
        observer.disconnect();
        const sorted = Float64Array.from(waits).sort();
        const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
        return {
          seconds: (performance.now() - start) / 1000,
          median: at(0.5),
          p95: at(0.95),
          longest: at(1),
          longTasks: tasks.length,
          longestTask: Math.max(0, ...tasks),
        };
      },
    });
  }, BEAT_MS);
  return {
    result: () =>
      page.evaluate(() => (globalThis as unknown as { mainThreadWatched(): MainThread }).mainThreadWatched()),
  };
}
