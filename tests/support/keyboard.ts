import type { Locator, Page } from 'playwright-core';

/** Where the keyboard is. */
export interface Stop {
  /** Tag, role and name, for messages. */
  readonly what: string;
  /** The page itself: the focus is lost, or has not begun. */
  readonly nowhere: boolean;
  /** Something is drawn around it, or around what it belongs to. */
  readonly marked: boolean;
  /** At least a part of it is on the screen and not covered. */
  readonly inSight: boolean;
}

/** What has the focus now. */
export function focusedStop(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    // A radio button or a slider is drawn by what surrounds its hidden input.
    const around = [element, element.parentElement, element.parentElement?.parentElement].filter(
      (one) => one instanceof HTMLElement,
    );
    const outlined = (one: Element, pseudo?: string) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one, pseudo);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    };
    const shown = around.find((one) => one.getBoundingClientRect().width > 2) ?? element;
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const shares = [0.1, 0.5, 0.9];
    const inSight = shares.some((x) =>
      shares.some((y) => {
        const hit = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
        return hit !== null && (shown.contains(hit) || hit.contains(element));
      }),
    );
    const name =
      element.getAttribute('aria-label') ?? (element as HTMLElement).innerText?.slice(0, 40) ?? element.id;
    return {
      what: `${element.tagName.toLowerCase()} ${element.getAttribute('role') ?? ''} “${name}”`,
      nowhere: element === document.body || element === document.documentElement,
      marked: [...around, ...(element.closest('label')?.querySelectorAll('*') ?? [])].some((one) =>
        outlined(one),
      ),
      inSight,
    };
  });
}

/** Presses Tab from the top of the page to its end; `most` presses must do. */
export async function tabThrough(page: Page, most = 250): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  const first = page.locator('.skip-link');
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab');
    const stop = await focusedStop(page);
    const around = stop.nowhere || (press > 0 && (await hasFocus(first)));
    if (around) return stops;
    stops.push(stop);
  }
  throw new Error(`${most} presses of Tab did not reach the end; the last was ${stops.at(-1)?.what}.`);
}

/** Presses Tab (or `key`) until the element has the focus. */
export async function tabTo(page: Page, target: Locator, key = 'Tab', most = 200): Promise<void> {
  const passed: string[] = [];
  // A part of the page that is still loading is no stop yet.
  await target.first().waitFor({ state: 'attached' });
  for (let press = 0; press <= most; press++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
    passed.push((await focusedStop(page)).what);
  }
  throw new Error(`${key} did not lead to ${target}; it led to ${passed.join(', ')}.`);
}

/** Whether the element, or something in it, has the focus. */
export async function hasFocus(target: Locator): Promise<boolean> {
  if ((await target.count()) === 0) return false;
  return target.first().evaluate((element) => element.contains(document.activeElement));
}
