import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';

/** Compressed scripts that the page waits for: React, controls and stores, and no task. */
const MOST_SCRIPT_BYTES = 140_000;

let app: App;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app?.close());

describe('the built app', () => {
  it('opens without an error, without a request to anybody else, and accessibly', async () => {
    const { page, complaints, close } = await openPage(app);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is cross-origin isolated and sees WebGPU', async () => {
    const { page, close } = await openPage(app);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.vendor)).toBeTruthy();
    await close();
  });

  it('cannot run code or reach addresses that its policy does not name', async () => {
    const { page, complaints, close } = await openPage(app);
    const inline = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.head.append(script);
      return 'injected' in globalThis;
    });
    const reached = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => true,
        () => false,
      ),
    );
    expect({ inline, reached }).toEqual({ inline: false, reached: false });
    expect(complaints.some((sentence) => sentence.includes('Content Security Policy'))).toBe(true);
    await close();
  });

  it('needs little code for its first picture', async () => {
    const html = await (await fetch(app.url)).text();
    const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await (await fetch(app.url + path)).text()).length),
    );
    // Screens, tasks, dialogs, charts, workers and the benchmark come when they are wanted.
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_SCRIPT_BYTES);
  });

  it('serves nothing from outside its folder', async () => {
    const outside = ['../package.json', '%2e%2e/package.json', '..%2fpackage.json', '%00', '%'];
    const codes = await Promise.all(outside.map(async (path) => (await fetch(app.url + path)).status));
    expect(codes).toEqual(outside.map(() => 404));
  });
});
