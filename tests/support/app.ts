import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.mjs';
import { buildIfStale } from '../../scripts/build.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { serve } from '../../scripts/serve.mjs';
import { nextFrame } from './waiting';

export interface App {
  /** Where the built app is served; ends with a slash. */
  url: string;
  browser: Browser;
  /** What its pages train on; by themselves they would not train on a graphics adapter that is a program. */
  backend: 'webgpu' | 'wasm';
  close(): Promise<void>;
}

/** Serves the built app (built first when its sources have changed) and starts a browser; once per test file. */
export async function startApp(backend: 'webgpu' | 'wasm' = 'webgpu'): Promise<App> {
  const server = await serve({ dir: await buildIfStale() });
  const browser = await launchBrowser({ backend });
  return {
    url: server.url,
    browser,
    backend,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

export interface OpenPage {
  page: Page;
  /** What must not happen on any page: errors, and requests that leave the site. One sentence each. */
  complaints: string[];
  /** Closes the page with its cookies and storage. */
  close(): Promise<void>;
}

/** The script of axe, of the version that @axe-core/playwright brings. */
const { source: AXE } = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))(
  'axe-core',
) as typeof axe;
/** WCAG 2.2 A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The published recordings without their models: which of these are published must not decide what a test sees. */
const recordings = JSON.parse(readFileSync(inRoot('public', 'runs', 'index.json'), 'utf8')).map(
  ({ model: _, ...entry }: { readonly model?: object }) => entry,
);

/** Runs on the list of a fresh visitor. */
export const RECORDED: number = recordings.length;

/**
 * Opens a page of the app in a profile of its own and watches it. End each test with `expect(complaints).toEqual([])`.
 *
 * @param address relative to the app: `''`, `'#1.abc'`; null: the caller has something to prepare and goes there itself.
 */
export async function openPage(
  { url, browser, backend }: App,
  address: string | null = '',
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  // A service worker would answer before the routes of a test do; tests/app/offline.test.ts has one.
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  await context.route('**/runs/index.json', (route) => route.fulfill({ json: recordings }));
  if (backend === 'webgpu') await context.addInitScript(() => localStorage.setItem('device', 'webgpu'));
  const page = await context.newPage();
  // Shorter than a test may take, so that what fails is named.
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => {
    const target = new URL(request.url());
    const local = target.protocol === 'data:' || target.protocol === 'blob:';
    if (!local && target.origin !== new URL(url).origin) complaints.push(`third party: ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // The page itself cancels what it no longer needs.
    if (!reason.includes('ERR_ABORTED')) complaints.push(`failed: ${request.url()} ${reason}`);
  });
  if (address !== null) await page.goto(url + address);
  return { page, complaints, close: () => context.close() };
}

/** Waits for what moves from one colour to another after a change of theme; what turns for ever is not waited for. */
async function colorsArrived(page: Page): Promise<void> {
  // Changes of style begin their transitions in the frame after.
  await nextFrame(page);
  await nextFrame(page);
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/**
 * The accessibility violations (WCAG 2.2 A and AA) that axe finds, one sentence each with the elements. The page has no frames, so
 * that axe can stay in it: its own driver loads it anew for every look, into a page of its own for the result, and takes two to
 * four times as long over the same rules.
 *
 * @param rules names of the rules to check; all of them where there are none
 */
export async function accessibilityViolations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  await colorsArrived(page);
  return page.evaluate(
    async (runOnly) => {
      const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
      const { violations } = await run(document, { runOnly, resultTypes: ['violations'] });
      /** Lies in part under something that stays in place while the page scrolls: it is reached by scrolling on. */
      const isUnderCover = (selector: unknown) => {
        const element = typeof selector === 'string' ? document.querySelector(selector) : null;
        if (!element) return false;
        const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
        if (width < 24 || height < 24) return false;
        const covers = [top + 1, bottom - 1].flatMap((y) =>
          [left + 1, right - 1].map((x) => document.elementFromPoint(x, y)),
        );
        return covers.some((cover) => {
          for (let at = cover; at && !at.contains(element); at = at.parentElement)
            if (/sticky|fixed/.test(getComputedStyle(at).position)) return true;
          return false;
        });
      };
      for (const violation of violations)
        if (violation.id === 'target-size')
          violation.nodes = violation.nodes.filter(({ target }) => !isUnderCover(target[0]));
      return violations
        .filter(({ nodes }) => nodes.length > 0)
        .map(
          ({ id, help, nodes }) =>
            `${id}: ${help} (${nodes.map(({ target, html }) => `${target} ${html.slice(0, 200)}`).join(', ')})`,
        );
    },
    rules ? { type: 'rule' as const, values: rules } : { type: 'tag' as const, values: TAGS },
  );
}
