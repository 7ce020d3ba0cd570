import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { buildIfStale } from './build.mjs';
import { inRoot } from './paths.mjs';
import { STATES } from './screenshot-states.mjs';
import { serve } from './serve.mjs';

/**
 * Pictures of every screen, showing the recorded run: docs/screenshots/<screen>-<width>-<theme>.png, and of states that a visitor
 * comes to by doing something (screenshot-states.mjs), named after these.
 * Usage: npm run screenshots [-- <screen> ...]
 */
const named = process.argv.slice(2);
const SCREENS = ['lab', 'rollouts', 'try', 'compare', 'learn'].filter(
  (screen) => named.length === 0 || named.includes(screen),
);
const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
const THEMES = /** @type {const} */ (['light', 'dark']);
/** Charts and pictures are drawn one after the other; this is ample. */
const SETTLE_MS = 3000;

const folder = inRoot('docs', 'screenshots');
await mkdir(folder, { recursive: true });
const server = await serve({ dir: await buildIfStale() });
const browser = await launchBrowser({ backend: 'wasm' });
try {
  for (const viewport of SIZES) {
    for (const colorScheme of THEMES) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      for (const screen of SCREENS) {
        await page.goto(`${server.url}?screen=${screen}`);
        await page.waitForTimeout(SETTLE_MS);
        const path = join(folder, `${screen}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        console.log(path);
      }
      for (const { name, reach } of STATES.filter(({ screen }) => SCREENS.includes(screen))) {
        await reach(page, server.url);
        await page.waitForTimeout(SETTLE_MS);
        const path = join(folder, `${name}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path });
        console.log(path);
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
