import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';
import { watchSlowdown } from '../support/main-thread';
import { slownessOf } from '../support/reference-job';
import { appears } from '../support/waiting';

/** From navigation to the recorded run's headline, on the processor of the reference job made four times slower. */
const FIRST_VIEW_MS = 2000;
const THROTTLE = 4;
/** A processor that other machines share is slow now and then; a page that is too slow is too slow each time. */
const TRIES = 6;

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** Milliseconds from navigation to the frame that shows the headline. */
async function firstView(): Promise<{ ms: number; limit: number }> {
  const { page, complaints, close } = await openPage(app, null);
  const slowness = await slownessOf(page);
  await markHeadline(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  const slowdown = await watchSlowdown(page);
  await slowdown.read();
  await page.goto(app.url);
  await appears(
    page,
    'the headline of the recorded run',
    page.getByTestId('headline-internalized').getByText('%'),
  );
  const ms = await page.evaluate(() => performance.getEntriesByName('headline')[0].startTime);
  // A slower processor and one that others hold meanwhile are measured apart, and sharing may be in both.
  const limit = FIRST_VIEW_MS * Math.max(slowness, await slowdown.read());
  // What the recording measured of its own costs.
  expect(await page.getByTestId('break-even').innerText()).toMatch(
    /^The .+ of training, evaluations included, pay off in prefill time after .+ prompts/,
  );
  expect(complaints).toEqual([]);
  await close();
  return { ms, limit };
}

/** Makes the page note the frame in which the headline has its number. */
function markHeadline(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    const look = () => {
      const text = document.querySelector('[data-testid="headline-internalized"]')?.textContent ?? '';
      // The callback runs before the frame is painted; the task after it, when it has been.
      if (/\d/.test(text)) setTimeout(() => performance.mark('headline'), 0);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

describe('the first view', () => {
  it('has the recorded run’s headline within two seconds on a slow processor', async () => {
    const views = [];
    do views.push(await firstView());
    while (views.length < TRIES && views.every(({ ms, limit }) => ms > limit));
    const said = views.map(({ ms, limit }) => `${ms.toFixed(0)} of ${limit.toFixed(0)} ms`).join(', ');
    console.log(
      `first view at ${THROTTLE} x CPU throttling, of a limit by the processor and what other programs held: ${said}`,
    );
    expect(
      views.some(({ ms, limit }) => ms <= limit),
      said,
    ).toBe(true);
  });
});
