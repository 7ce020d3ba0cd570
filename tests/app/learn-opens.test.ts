import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';
import { watchSlowdown } from '../support/main-thread';
import { appears, runnable } from '../support/waiting';

/** From the press on Learn to the frame that shows its first step. */
const ANSWER_MS = 300;
/** A processor that other programs share is slow now and then; a page that is too slow is too slow each time. */
const TRIES = 4;

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** Milliseconds from a press on the link to the frame behind which the first step is on the page. */
function pressOnLearn(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const links = [...document.querySelectorAll<HTMLAnchorElement>('nav[aria-label=Screens] a')];
        const begin = performance.now();
        const look = () => {
          if (document.querySelector('[data-testid=step-title]')) {
            setTimeout(() => done(performance.now() - begin), 0);
          } else requestAnimationFrame(look);
        };
        links.find((link) => link.textContent === 'Learn')?.click();
        requestAnimationFrame(look);
      }),
  );
}

describe('the first opening of Learn', () => {
  it('answers within 300 ms, because its code has been fetched while the page was idle', async () => {
    const openings = [];
    do {
      const { page, complaints, close } = await openPage(app, null);
      const slowdown = await watchSlowdown(page);
      await page.goto(app.url);
      await appears(page, 'the recording', page.getByText('A recording: '));
      await runnable(page);
      const scripts = () =>
        page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      await expect.poll(async () => (await scripts()).some((name) => /learn-screen/.test(name))).toBe(true);
      await slowdown.read();
      const ms = await pressOnLearn(page);
      openings.push({ ms, limit: ANSWER_MS * (await slowdown.read()) });
      expect(complaints).toEqual([]);
      await close();
    } while (openings.length < TRIES && openings.every(({ ms, limit }) => ms > limit));
    const said = openings.map(({ ms, limit }) => `${ms.toFixed(0)} of ${limit.toFixed(0)} ms`).join(', ');
    console.log(`Learn opened, of a limit by what other programs held: ${said}`);
    expect(
      openings.some(({ ms, limit }) => ms <= limit),
      said,
    ).toBe(true);
  });
});
