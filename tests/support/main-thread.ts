import type { CDPSession, Page } from 'playwright-core';

/** Time between two looks, ms. */
const BEAT_MS = 10;

export interface MainThread {
  /** Seconds watched. */
  readonly seconds: number;
  /** How long a message waited for the main thread, ms. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** Share of the time in which a press would have waited for more than 50 ms. */
  readonly unprompt: number;
  /** Tasks of more than 50 ms, as the browser counts them. */
  readonly longTasks: number;
  readonly longestTask: number;
  /** See {@link Slowdown}. */
  readonly slowdown: number;
}

/**
 * How many times longer than alone the page's tasks take because other programs hold the processors: their time by the
 * clock over the processor time of their thread. 1 on an idle machine, so that a limit times this is the limit there.
 */
export interface Slowdown {
  /** Since the last reading, or since the page's process began. */
  read(): Promise<number>;
}

export async function watchSlowdown(page: Page): Promise<Slowdown> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'timeTicks' });
  let [tasks, processor] = [0, 0];
  return {
    async read() {
      const { metrics } = await session.send('Performance.getMetrics');
      const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
      const [tasksBefore, processorBefore] = [tasks, processor];
      [tasks, processor] = [of('TaskDuration'), of('ThreadTime')];
      return Math.max(1, (tasks - tasksBefore) / (processor - processorBefore));
    },
  };
}

/**
 * Watches the page's main thread until `result` is called: a message is posted every 10 ms that the thread is free, and
 * how late it comes back is how long a press would have waited for it.
 */
export async function watchMainThread(page: Page): Promise<{ result(): Promise<MainThread> }> {
  const slowdown = await watchSlowdown(page);
  await slowdown.read();
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
      waits.push(now - due);
      due = now + beat;
      if (!over) setTimeout(() => port2.postMessage(null), beat);
    };
    port2.postMessage(null);
    Object.assign(globalThis, {
      mainThreadWatched: () => {
        over = true;
        observer.disconnect();
        const sorted = Float64Array.from(waits).sort();
        const seconds = (performance.now() - start) / 1000;
        const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
        return {
          seconds,
          median: at(0.5),
          p95: at(0.95),
          longest: at(1),
          unprompt: waits.reduce((sum, wait) => sum + Math.max(0, wait - 50), 0) / (1000 * seconds),
          longTasks: tasks.length,
          longestTask: Math.max(0, ...tasks),
        };
      },
    });
  }, BEAT_MS);
  return {
    async result() {
      const found = await page.evaluate(() =>
        (globalThis as unknown as { mainThreadWatched(): Omit<MainThread, 'slowdown'> }).mainThreadWatched(),
      );
      return { ...found, slowdown: await slowdown.read() };
    },
  };
}
