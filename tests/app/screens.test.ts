import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, RECORDED, startApp } from '../support/app';
import { layoutFaults } from '../support/layout';
import { appears, nextFrame, RUN_MS, runnable, statusLike } from '../support/waiting';

/** A whole state, on all screens, in all themes. */
const STATE_MS = 240_000;
const SCREENS = ['Lab', 'Rollouts', 'Try it', 'Compare'] as const;
/** Views of a screen that are laid out differently, by the names of their buttons; the last one stays. */
const VIEWS: { readonly [S in (typeof SCREENS)[number]]?: readonly string[] } = {
  'Try it': ['Beat the model', 'Text', 'Watch the models', 'Tree'],
};
/** CSS pixels: 1280 at 400 %, a phone, a tablet, a large screen. */
const WIDTHS = [320, 390, 768, 1920];

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** Goes to a screen and waits until its panels are there. */
async function show(page: Page, screen: (typeof SCREENS)[number]): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
  await appears(page, `the panels of ${screen}`, page.locator('main .panel').last());
  await page.locator('.screen-loading').waitFor({ state: 'detached' });
  if (screen === 'Lab')
    await appears(page, 'the last panel', page.getByRole('heading', { name: 'The paper behind it' }));
  if (screen === 'Compare')
    await appears(page, 'the recorded runs', page.getByTestId('run-row').nth(RECORDED - 1));
}

const choose = (page: Page, theme: string) => page.getByRole('radio', { name: theme, exact: true }).click();

const THEMES = ['Dark', 'Projector'] as const;

/**
 * All rules in the light theme; in others those on colour and size, which are all that a theme changes. The recording and a failure
 * are seen in all themes, the states of a run between them.
 */
async function expectAccessible(page: Page, state: string, themes: readonly string[]): Promise<void> {
  for (const screen of SCREENS) {
    await show(page, screen);
    expect(await accessibilityViolations(page), `${screen}, light, ${state}`).toEqual([]);
    for (const theme of themes) {
      await choose(page, theme);
      const rules = ['color-contrast', 'link-in-text-block', 'target-size'];
      expect(await accessibilityViolations(page, rules), `${screen}, ${theme}, ${state}`).toEqual([]);
    }
    if (themes.length > 0) await choose(page, 'Light');
  }
}

describe('every screen in every theme', () => {
  it(
    'has no accessibility violation while a run goes on, rests and is over',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=quick', { reducedMotion: 'reduce' });
      await runnable(page);
      await expectAccessible(page, 'recording', THEMES);
      await show(page, 'Lab');
      // The quick preset runs for minutes: it is still at it on the last screen.
      await page.getByTestId('run').click();
      await statusLike(page, /VM-CPT, step \d|Evaluating/);
      await expectAccessible(page, 'running', ['Dark']);
      await show(page, 'Lab');
      expect(await page.getByTestId('status').innerText()).not.toMatch(/^(Paused|Finished|Failed)/);
      expect(await movingParts(page)).toEqual([]);
      await page.getByTestId('pause').click();
      await statusLike(page, /^Paused/);
      await expectAccessible(page, 'paused', []);
      await show(page, 'Lab');
      await page.getByTestId('stop').click();
      await statusLike(page, /^Stopped/);

      await page.getByText('Micro', { exact: true }).click();
      await page.getByTestId('run').click();
      await statusLike(page, /^(Starting|Evaluating|Base|VM-CPT)/);
      await statusLike(page, /^Finished/);
      await expectAccessible(page, 'finished', ['Projector']);
      expect(complaints).toEqual([]);
      await close();
    },
    3 * STATE_MS + RUN_MS,
  );

  it(
    'has no accessibility violation when something has failed',
    async () => {
      const { page, close } = await openPage(app, '?preset=micro', { reducedMotion: 'reduce' });
      await runnable(page);
      await page
        .context()
        .route('**/models/*.safetensors', (route) => route.fulfill({ body: 'no checkpoint' }));
      await page.getByTestId('run').click();
      await appears(
        page,
        'the failure',
        page.getByRole('alert').filter({ hasText: 'not a safetensors file' }),
      );
      await expectAccessible(page, 'failed', THEMES);
      await close();
    },
    STATE_MS,
  );
});

/** What moves although the visitor asked for no motion. */
function movingParts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')].flatMap((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      const moves =
        animationName !== 'none' || !transitionDuration.split(', ').every((time) => time === '0s');
      return moves ? [`${element.tagName} ${element.getAttribute('class')}`] : [];
    }),
  );
}

describe('every screen at every size', () => {
  it(
    'fits its width, and nothing lies over anything else',
    async () => {
      const { page, complaints, close } = await openPage(app, '', { reducedMotion: 'reduce' });
      await runnable(page);
      const faults: string[] = [];
      for (const theme of ['Light', 'Projector']) {
        await choose(page, theme);
        for (const screen of SCREENS) {
          await show(page, screen);
          for (const view of VIEWS[screen] ?? ['']) {
            if (view !== '') await choose(page, view);
            for (const width of WIDTHS) {
              await page.setViewportSize({ width, height: 800 });
              await page.evaluate(() => scrollTo(0, 0));
              await nextFrame(page);
              await page.waitForTimeout(100);
              const found = await layoutFaults(page);
              faults.push(...found.map((fault) => `${screen} ${view}, ${width} px, ${theme}: ${fault}`));
            }
          }
        }
      }
      expect(faults).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    STATE_MS,
  );

  it(
    'lets every chart be read as a table',
    async () => {
      const { page, complaints, close } = await openPage(app);
      await runnable(page);
      for (const screen of SCREENS) {
        await show(page, screen);
        if (screen === 'Compare') {
          for (const row of [0, 1])
            await page.getByTestId('run-row').nth(row).getByRole('checkbox').press(' ');
        }
        const more = page.getByRole('button', { name: 'More curves' });
        if (await more.count()) await more.click();
        const figures = await page.locator('main figure').all();
        if (screen !== 'Try it') expect(figures.length, screen).toBeGreaterThan(2);
        for (const figure of figures) {
          const toggle = figure.getByRole('button', { name: / as a table$/ });
          if ((await toggle.count()) === 0) {
            const kind = await figure.getAttribute('class');
            // A tree tells its nodes and paths in the words of its picture.
            if (kind === 'tree-scroll') {
              expect(await figure.getByRole('img').getAttribute('aria-label')).toMatch(/^Tree of .+[Pp]ath/);
              continue;
            }
            // Rewards of a group: the table of its responses has them.
            expect(kind).toBe('reward-strip');
            expect(
              await page.getByRole('grid', { name: 'Responses of the group' }).getByRole('row').count(),
            ).toBeGreaterThan(2);
            continue;
          }
          await toggle.click();
          expect(
            await figure.locator('table tbody tr').count(),
            (await toggle.getAttribute('aria-label')) ?? '',
          ).toBeGreaterThan(0);
        }
      }
      expect(complaints).toEqual([]);
      await close();
    },
    STATE_MS,
  );
});
