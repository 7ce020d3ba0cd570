import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';
import { type MainThread, watchMainThread } from '../support/main-thread';
import { appears, RUN_MS, runnable, statusLike } from '../support/waiting';

/** Longest that 95 of 100 messages may wait for the page's main thread, ms. */
const PROMPT_MS = 50;

describe.each(['webgpu', 'wasm'] as const)('the micro preset on %s', (backend) => {
  let app: App;
  beforeAll(async () => {
    app = await startApp(backend);
  });
  afterAll(() => app?.close());

  it(
    'trains from the base to its headline, stepping, pausing and resuming on the way, and the page stays prompt',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro');
      const chip = page.getByTestId('backend-chip');
      await runnable(page);
      expect(await chip.innerText()).toMatch(backend === 'webgpu' ? /^WebGPU/ : /^processor/);
      // Step starts a run that halts before its first update: no race against a fast machine.
      await page.getByTestId('step').click();
      await statusLike(page, /^Paused: VM-CPT, step 0 of/);
      for (const step of [1, 2]) {
        await page.getByTestId('step').click();
        await statusLike(page, new RegExp(`^Paused: VM-CPT, step ${step} of`));
      }
      // Wherever the run is when it hears of the pause, an evaluation included, it holds there.
      await page.getByTestId('resume').click();
      await page.getByTestId('pause').click();
      await statusLike(page, /^Paused: /);
      const held = await page.getByTestId('status').innerText();
      await page.waitForTimeout(1000);
      expect(await page.getByTestId('status').innerText()).toBe(held);

      const announced = await watchAnnouncements(page);
      const watched = await watchMainThread(page);
      await page.getByTestId('resume').click();
      await statusLike(page, /^Finished/);
      const mainThread = await watched.result();
      console.log(inWords(backend, mainThread));
      expect(mainThread.p95).toBeLessThan(PROMPT_MS);
      expect(Math.min(...(await announced()))).toBeGreaterThanOrEqual(5000);

      await expectPercent(page, 'headline-in-context');
      await expectPercent(page, 'headline-internalized');
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS + 60_000,
  );
});

/** A line for docs/benchmarks.md. */
function inWords(backend: string, result: MainThread): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const { seconds, median, p95, longest, unprompt, longTasks, longestTask, slowdown } = result;
  return [
    `main thread while micro trains on ${backend}: a message waits ${ms(median)} (median), ${ms(p95)} (95th percentile), ${ms(longest)} (longest)`,
    `${longTasks} tasks over 50 ms in ${seconds.toFixed(0)} s, the longest ${ms(longestTask)}`,
    `${(100 * unprompt).toFixed(1)} % of the time a press would wait more than 50 ms`,
    `other programs make the tasks ${slowdown.toFixed(1)} times as long`,
  ].join('; ');
}

/** The times between changes of the page's live regions from now on, ms; alerts, which interrupt, do not count. */
async function watchAnnouncements(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const times: number[] = [];
    const regions = document.querySelectorAll('[role="status"], [aria-live="polite"]');
    const observer = new MutationObserver(() => times.push(performance.now()));
    for (const region of regions)
      observer.observe(region, { childList: true, characterData: true, subtree: true });
    Object.assign(globalThis, { announcements: times });
  });
  return async () => {
    // A fast machine ends the run before its first announcement is due.
    const end = page.getByRole('status').filter({ hasText: /^Finished/ });
    await appears(page, 'the end of the run to be announced', end);
    const times = await page.evaluate(
      () => (globalThis as unknown as { announcements: number[] }).announcements,
    );
    expect(times.length).toBeGreaterThan(0);
    return times.slice(1).map((time, i) => time - times[i]);
  };
}

async function expectPercent(page: Page, testId: string): Promise<void> {
  const text = (await page.getByTestId(testId).textContent()) ?? '';
  const percent = Number(/(\d+(\.\d+)?)\s*%/.exec(text)?.[1]);
  expect(percent, `${testId}: ${text}`).toBeGreaterThanOrEqual(0);
  expect(percent).toBeLessThanOrEqual(100);
}
