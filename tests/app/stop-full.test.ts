import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildIfStale } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import {
  DEED_MS,
  LEFT_BYTES,
  launchWithGarbageCollector,
  SIGN_MS,
  stopFull,
} from '../../scripts/stress/stops.mjs';
import { RUN_MS } from '../support/waiting';

let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve({ dir: await buildIfStale() });
  browser = await launchWithGarbageCollector();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

// A machine that is busy elsewhere may miss such times once.
it.each([0, 8000])(
  'preset Full stops %d ms after Run: a sign at once, over within three seconds, and its memory is free',
  { timeout: 2 * RUN_MS, retry: 2 },
  async (wait) => {
    const page = await browser.newPage();
    const { sign, deed, before, after, was } = await stopFull(page, server.url, wait);
    expect(was).not.toMatch(/^(Ready|Finished)/);
    expect(sign).toBeLessThanOrEqual(SIGN_MS);
    expect(deed).toBeLessThanOrEqual(DEED_MS);
    // Where the system tells.
    if (before !== null && after !== null) expect(after - before).toBeLessThanOrEqual(LEFT_BYTES);
    expect(await page.getByTestId('status').innerText()).toMatch(/^Stopped/);
    await page.close();
  },
);
