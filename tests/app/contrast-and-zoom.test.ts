import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';

/** The page in a palette of the visitor's, and at four times its size. */

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const FORCED = { forcedColors: 'active', viewport: { width: 1280, height: 900 } } as const;

/** What tells an element from its like where backgrounds are the palette's. */
const look = (element: Locator) =>
  element.evaluate((node) => {
    const { outlineStyle, outlineWidth, color, borderColor, backgroundColor } = getComputedStyle(node);
    return JSON.stringify({ outlineStyle, outlineWidth, color, borderColor, backgroundColor });
  });

/** A colour of the page as [r, g, b]. */
const rgb = (page: Page, color: string) =>
  page.evaluate((name) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
    canvas.fillStyle = name;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, color);

const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, i) => value - b[i]));

describe.each(['light', 'dark'] as const)('forced colours, %s palette', (colorScheme) => {
  it('chosen things, disabled things, bars, marks and curves can be told apart', async () => {
    const { page, complaints, close } = await openPage(app, '', { ...FORCED, colorScheme });
    const preset = page.locator('.preset');
    await preset.first().waitFor();
    expect(await look(page.locator('.preset[data-selected]'))).not.toBe(
      await look(page.locator('.preset:not([data-selected])').first()),
    );
    expect(await look(page.locator('.header nav a[aria-current]'))).not.toBe(
      await look(page.locator('.header nav a:not([aria-current])').first()),
    );
    expect(await look(page.locator('.segment[data-selected]').first())).not.toBe(
      await look(page.locator('.segment:not([data-selected])').first()),
    );
    const run = page.getByTestId('run');
    await expect.poll(() => run.getAttribute('aria-disabled'), { timeout: 60_000 }).not.toBe('true');
    expect(await look(page.getByTestId('stop'))).not.toBe(await look(page.getByTestId('step')));

    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const canvas = await rgb(page, ground);
    const curve = page.locator('.plot-line').first();
    await curve.waitFor();
    const stroke = await curve.evaluate((node) => getComputedStyle(node).stroke);
    expect(distance(await rgb(page, stroke), canvas)).toBeGreaterThan(150);
    const bar = page.locator('.interval-mark').first();
    const tone = await bar.evaluate((node) => getComputedStyle(node).backgroundColor);
    expect(distance(await rgb(page, tone), canvas)).toBeGreaterThan(150);

    // With the policy in the prompt and internalized: a full square and a hollow one, a plain band and a hatched one.
    const shapes = await Promise.all(
      ['in-prompt', 'internalized'].map((of) =>
        page.locator(`.big-number[data-tone="${of}"]`).evaluate((node) => {
          const heading = node.querySelector('h3') as Element;
          const { borderTopStyle, backgroundColor } = getComputedStyle(heading, '::before');
          const band = getComputedStyle(node.querySelector('.interval-band') as Element);
          return { borderTopStyle, backgroundColor, isHatched: band.backgroundImage !== 'none' };
        }),
      ),
    );
    expect(shapes).toMatchObject([
      { borderTopStyle: 'none', isHatched: false },
      { borderTopStyle: 'solid', isHatched: true },
    ]);
    expect(distance(await rgb(page, shapes[0].backgroundColor), canvas)).toBeGreaterThan(150);

    await page.goto(`${app.url}?screen=compare`);
    const marks = page.locator('.frame-mark');
    await marks.first().waitFor();
    // All at once: the legends change while recordings come in.
    const seen = await marks.evaluateAll((nodes) =>
      nodes.map((node) => {
        const style = getComputedStyle(node);
        return style.borderTopStyle === 'none' ? style.backgroundColor : style.borderTopColor;
      }),
    );
    expect(seen.length).toBeGreaterThan(1);
    for (const color of seen) {
      expect(distance(await rgb(page, color), canvas), color).toBeGreaterThan(100);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('at 400 %', () => {
  it.each([
    ['1280 x 1024 as 320 x 256', { width: 320, height: 256 }, ''],
    ['a phone on its side', { width: 740, height: 360 }, ''],
    ['the lesson', { width: 320, height: 256 }, '?screen=learn'],
  ])('%s: nothing that sticks covers the page', async (_, viewport, address) => {
    const { page, close } = await openPage(app, address, { viewport });
    await page.locator('main').waitFor();
    await page.locator(address === '' ? '.run-bar' : '.lesson-bar').waitFor();
    const free = await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight / 2);
      const stuck = [...document.querySelectorAll('*')].filter((node) =>
        ['sticky', 'fixed'].includes(getComputedStyle(node).position),
      );
      const covered = stuck
        .map((node) => node.getBoundingClientRect())
        .filter(({ bottom, top, width }) => bottom > 0 && top < innerHeight && width > innerWidth / 2)
        .reduce((sum, { bottom, top }) => sum + Math.min(bottom, innerHeight) - Math.max(0, top), 0);
      return 1 - covered / innerHeight;
    });
    expect(free).toBeGreaterThan(0.7);
    await close();
  });
});
