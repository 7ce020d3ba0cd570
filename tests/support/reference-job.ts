import type { Page } from 'playwright-core';

/** What the job takes on the machine that limits are meant for, an idle 2-core AMD EPYC, ms. */
const THERE_MS = 56;

/**
 * How many times longer than on that machine the page takes for a fixed piece of arithmetic: a slower processor, or one that other
 * programs share. At least 1, so that a limit times this is never below the limit.
 */
export async function slownessOf(page: Page): Promise<number> {
  const ms = await page.evaluate(() => {
    const start = performance.now();
    let hash = 1;
    for (let i = 0; i < 50_000_000; i++) hash = Math.imul(hash ^ i, 0x9e3779b1);
    // The result is used, so that the loop cannot be left out.
    return hash === 0.5 ? 0 : performance.now() - start;
  });
  return Math.max(1, ms / THERE_MS);
}
