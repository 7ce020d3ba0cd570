import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage, startApp } from '../support/app';
import { slownessOf } from '../support/reference-job';
import { RUN_MS, runnable } from '../support/waiting';

/** Milliseconds on an idle machine; a slower or shared one has as many times more as the reference job takes there. */
const FIRST_MS = { wasm: 1000, webgpu: 2000 };
const LATER_MS = 300;
/** Other programs hold the processors in bursts; a page that is too slow is too slow each time. */
const TRIES = { wasm: 8, webgpu: 1 };

/** Begins something in the page: milliseconds to the frame in which every model has answered the question that it leaves. */
function untilAnswered(page: Page, what: 'open' | 'ArrowLeft' | 'ArrowRight'): Promise<number> {
  return page.evaluate(
    ({ what, limit }) =>
      new Promise<number>((resolve, reject) => {
        const begin = performance.now();
        const cards = () => [...document.querySelectorAll('[data-testid=answer-card]')];
        const isGiven = (card: Element) =>
          !card.hasAttribute('data-stale') && card.querySelector('.answer-verdict[data-correct]') !== null;
        // An edit is asked about a moment later: until then the answers to the question before it stand there.
        let wasAsked = what === 'open';
        const look = () => {
          const isDone = cards().length > 0 && cards().every(isGiven);
          if (!isDone) wasAsked = true;
          if (isDone && wasAsked) setTimeout(() => resolve(performance.now() - begin), 0);
          else if (performance.now() - begin > limit) reject(new Error(`No answer after ${what}.`));
          else requestAnimationFrame(look);
        };
        if (what === 'open') {
          const links = [...document.querySelectorAll<HTMLAnchorElement>('nav[aria-label=Screens] a')];
          links.find((link) => link.textContent === 'Try it')?.click();
        } else {
          const scene = document.querySelector('[data-testid=scene-stage]');
          scene?.dispatchEvent(new KeyboardEvent('keydown', { key: what, bubbles: true, cancelable: true }));
        }
        requestAnimationFrame(look);
      }),
    { what, limit: RUN_MS },
  );
}

interface Time {
  readonly ms: number;
  readonly limit: number;
}

const isIn = ({ ms, limit }: Time) => ms <= limit;
const said = (times: readonly Time[]) =>
  times.map(({ ms, limit }) => `${ms.toFixed(0)} of ${limit.toFixed(0)} ms`).join(', ');

describe.each(['wasm', 'webgpu'] as const)('Try it on %s', (backend) => {
  it('answers soon after it is opened, and at once after an edit', async () => {
    const app = await startApp(backend);
    const { page, complaints, close } = await openPage(app, null);
    // With the models of the recordings, which other tests must not depend on.
    await page.context().unroute('**/runs/index.json');
    const model = page.waitForResponse(/\/models\/.*\.safetensors$/, { timeout: RUN_MS });
    await page.goto(app.url);
    await runnable(page);
    // The page asks for it once the device's speed is known, before anybody opens Try it.
    await (await model).finished();
    const first = {
      limit: FIRST_MS[backend] * (await slownessOf(page)),
      ms: await untilAnswered(page, 'open'),
    };

    const later: Time[] = [];
    do {
      const limit = LATER_MS * (await slownessOf(page));
      later.push({
        limit,
        ms: await untilAnswered(page, later.length % 2 === 0 ? 'ArrowRight' : 'ArrowLeft'),
      });
    } while (later.length < TRIES[backend] && !later.some(isIn));
    console.log(`${backend}: first answer ${said([first])}; after an edit ${said(later)}`);
    expect(first.ms).toBeLessThanOrEqual(first.limit);
    // On a software adapter an answer itself takes longer than that.
    if (backend === 'wasm') expect(later.some(isIn), said(later)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
    await app.close();
  });
});
