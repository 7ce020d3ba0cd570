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
 * Usage: npm run screenshots [-- <name> ...]
 */
const named = process.argv.slice(2);
/**
 * What to open for each picture; a data set is chosen where the screen shows it, and a recording where its title has these words.
 *
 * @type {readonly { name: string, query: string, task?: string, run?: string }[]}
 */
const SCREENS = [
  { name: 'lab', query: 'screen=lab' },
  { name: 'rollouts', query: 'screen=rollouts' },
  { name: 'try', query: 'screen=try' },
  { name: 'compare', query: 'screen=compare' },
  { name: 'learn', query: 'screen=learn' },
  { name: 'learn-tools', query: 'screen=learn&step=11' },
  { name: 'lab-gta', query: 'screen=lab&preset=gta-quick', run: 'Quick, tools' },
  { name: 'try-gta', query: 'screen=try&preset=gta-quick', task: 'GTAPolicy', run: 'Quick, tools' },
].filter(({ name }) => named.length === 0 || named.includes(name));
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
      for (const { name, query, task, run } of SCREENS) {
        await page.goto(`${server.url}?${query}`);
        if (run) await chooseRun(page, run);
        if (task) await page.getByRole('radio', { name: task, exact: true }).click();
        await page.waitForTimeout(SETTLE_MS);
        const path = join(folder, `${name}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        console.log(path);
      }
      for (const { name, reach } of STATES.filter(({ screen }) =>
        SCREENS.some(({ name }) => name === screen),
      )) {
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

/** @param {import('playwright-core').Page} page @param {string} words of its title */
async function chooseRun(page, words) {
  const choice = page.getByTestId('run-choice');
  const option = choice.locator('option', { hasText: words }).first();
  await option.waitFor({ state: 'attached' });
  await choice.selectOption((await option.getAttribute('value')) ?? '');
}
