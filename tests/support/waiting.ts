import type { Locator, Page } from 'playwright-core';

/** A micro run takes a quarter of a minute on an idle machine, on SwiftShader three quarters. */
export const RUN_MS = 240_000;

/** Waits until there is such a thing; a failure says what was waited for and what the page showed instead. */
export async function appears(page: Page, what: string, place: Locator, ms = 60_000): Promise<void> {
  try {
    await place.first().waitFor({ timeout: ms });
  } catch {
    throw new Error(`Waited ${ms / 1000} s for ${what}. ${await whatItShows(page)}`);
  }
}

/** A browser under load now and then draws no frame for a page that nothing changes on; a test does not wait for it. */
const FRAME_MS = 2000;

/** Waits for the page's next frame, if one comes. */
export function nextFrame(page: Page): Promise<void> {
  const frame = (limit: number) =>
    new Promise<void>((done) => {
      requestAnimationFrame(() => done());
      setTimeout(done, limit);
    });
  return page.evaluate(frame, FRAME_MS);
}

/** Waits until the status line of the Lab or of Rollouts fits. */
export function statusLike(page: Page, pattern: RegExp, ms = RUN_MS): Promise<void> {
  const place = page.getByTestId('status').filter({ hasText: pattern });
  return appears(page, `the status to be like ${pattern}`, place, ms);
}

/** Waits until a run can be started. */
export function runnable(page: Page): Promise<void> {
  const place = page.locator('[data-testid=run]:not([aria-disabled=true])');
  return appears(page, 'Run to be there and enabled', place);
}

/** The status and the notices of the page, for messages. */
export function whatItShows(page: Page): Promise<string> {
  return page.evaluate(() => {
    const texts = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)].map((element) => `“${element.innerText}”`);
    const notices = texts('.notice, [role="alert"]').join(', ');
    return `The address is ${location.search}${location.hash}; the status ${texts('.status').join()}; notices: ${notices || 'none'}.`;
  });
}

/** Presses a button until the status fits; every press must lead to a pause. */
export async function stepUntil(page: Page, pattern: RegExp, presses: number): Promise<void> {
  for (let press = 0; press < presses; press++) {
    const before = await status(page);
    if (pattern.test(before)) return;
    await page.getByTestId('step').click();
    await status(page, before);
  }
  throw new Error(`${presses} steps did not lead to ${pattern}. ${await whatItShows(page)}`);
}

/** The status line of a run at rest, once it is another than before. */
async function status(page: Page, before?: string): Promise<string> {
  const line = page.getByTestId('status');
  const other = line.filter({ hasText: /^Paused|^Finished/, hasNotText: before });
  if (before !== undefined)
    await appears(page, `the run to rest at another place than “${before}”`, other, RUN_MS);
  return line.innerText();
}
