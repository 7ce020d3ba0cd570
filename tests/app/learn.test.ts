import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/experiment/record/run-record';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { lowTargets } from '../support/layout';

/** Half a minute where nothing else runs. */
const WALK_MS = 420_000;
const STEPS = 11;

/** What the page shows first is what the lesson tells of. */
const [{ file }] = JSON.parse(readFileSync('public/runs/index.json', 'utf8')) as { file: string }[];
const record = JSON.parse(readFileSync(`public/runs/${file}`, 'utf8')) as RunRecord;
const evaluationOf = (stage: string) => record.stages.find((one) => one.stage === stage)?.evaluation;
const percent = (value: number | undefined) => `${Math.round(100 * (value ?? Number.NaN))}\u00a0%`;

/** What the table on record says of a method, over its seeds. */
function meanOf(method: string, measure: 'accuracy' | 'override'): string {
  const table = JSON.parse(readFileSync(`docs/results/${record.config.preset}.json`, 'utf8'));
  const values: number[] = table.rows
    .filter((row: { method: string }) => row.method === method)
    .map((row: Record<string, number>) => row[measure]);
  return percent(values.reduce((sum, value) => sum + value, 0) / values.length);
}

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const stepShown = (page: Page, step: number) =>
  page
    .getByTestId('step-title')
    .filter({ hasText: `Step ${step} of ${STEPS}` })
    .waitFor();

const outcome = (page: Page) => page.getByTestId('outcome');

/** Presses Tab until something that fits has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`No ${selector} was reached by Tab.`);
}

async function press(page: Page, key: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

/** How each step is predicted with the keyboard, and what must stand in its outcome. */
const WALK: readonly { predict: (page: Page) => Promise<void>; shows: string | RegExp }[] = [
  {
    predict: async (page) => {
      for (let layer = 0; layer < record.config.dataset.layers; layer++) {
        await tabTo(page, '[data-testid=follow-yes]');
        await press(page, 'Enter');
      }
    },
    shows: /Case \d+/,
  },
  {
    predict: async (page) => {
      await tabTo(page, '.guess-slider input');
      await press(page, 'ArrowRight', 7);
      expect(await page.locator('.guess-value').innerText()).toBe('57\u00a0%');
    },
    shows: percent(
      1 -
        (evaluationOf('base')?.efficiency.promptTokens.withoutPolicy ?? 0) /
          (evaluationOf('base')?.efficiency.promptTokens.withPolicy ?? 1),
    ),
  },
  {
    predict: async (page) => {
      await tabTo(page, '.guess-set input');
      await press(page, ' ');
    },
    shows: 'Policy, Question, Reasoning, Answer',
  },
  {
    predict: (page) => tabTo(page, '.guess-slider input'),
    shows: meanOf('vm-cpt+cot-sft', 'accuracy'),
  },
  {
    predict: async (page) => {
      await tabTo(page, '.responses input');
      await press(page, ' ');
    },
    shows: /answers are right\. The mean reward of the group/,
  },
  {
    predict: async (page) => {
      await tabTo(page, '.draw-knot');
      await press(page, 'ArrowRight', 3);
      expect(await page.locator('.draw-knot').first().getAttribute('aria-valuenow')).toBe('53');
    },
    shows: /Your line is off by \d+ points/,
  },
  {
    predict: async (page) => {
      await tabTo(page, '.guess-choice input');
      await press(page, ' ');
    },
    shows: /(Yes|No): response [AB]\./,
  },
  {
    predict: (page) => tabTo(page, '.guess-slider input'),
    shows: meanOf(record.config.method, 'override'),
  },
  {
    predict: async (page) => {
      await tabTo(page, '.guess-choice input');
      await press(page, ' ');
    },
    shows: /KL says how far the model has moved/,
  },
  {
    predict: (page) => tabTo(page, '.guess-slider input'),
    shows: /The mean of the \d+ runs is \d+\s%, and its 95 % interval/,
  },
  {
    predict: async (page) => {
      await tabTo(page, '.guess-names input');
      await press(page, ' ');
    },
    shows: /The policy says\s*\w+[\s\S]*Accuracy: half the tool, half the mean of the arguments/,
  },
];

/** What a theme changes: colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Shows the page in each theme without moving the focus, and has axe look at it: all rules in the first, those on colour in others. */
async function lookAt(page: Page, step: number, themes: readonly ('light' | 'dark')[]): Promise<void> {
  for (const [i, theme] of themes.entries()) {
    await page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
    }, theme);
    const found = await accessibilityViolations(page, i === 0 ? undefined : COLOURS);
    expect(found, `step ${step}, ${theme}`).toEqual([]);
  }
}

/** What of the bar leaves it, or lies over something else in it. */
function barFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const bar = document.querySelector('.lesson-bar') as HTMLElement;
    const parts = [...bar.children].filter((part) => part.checkVisibility());
    const boxes = [bar, ...parts].map((part) => part.getBoundingClientRect());
    const [frame, ...inner] = boxes;
    return inner.flatMap((box, i) =>
      box.left < frame.left || box.right > frame.right || box.left < (inner[i - 1]?.right ?? 0)
        ? [`${parts[i].textContent} at ${box.left} to ${box.right}`]
        : [],
    );
  });
}

describe('the lesson', () => {
  it(
    'is walked from end to end by keyboard, accessible in both themes',
    async () => {
      const { page, complaints, close } = await openPage(app, '?screen=learn', { reducedMotion: 'reduce' });
      for (const [i, { predict, shows }] of WALK.entries()) {
        await stepShown(page, i + 1);
        expect(new URL(page.url()).searchParams.get('step')).toBe(String(i + 1));
        await page.locator('.step').waitFor();
        expect(await outcome(page).count()).toBe(0);
        await lookAt(page, i + 1, [i % 2 === 0 ? 'light' : 'dark']);
        await predict(page);
        expect(await outcome(page).count(), 'revealed before the prediction was committed to').toBe(0);
        await tabTo(page, '[data-testid=reveal]');
        await press(page, 'Enter');
        await outcome(page).filter({ hasText: shows }).waitFor();
        expect(await outcome(page).getByTestId('do-it').count()).toBe(1);
        await lookAt(page, i + 1, ['dark', 'light']);
        if (i + 1 < STEPS) await press(page, 'ArrowRight');
      }
      await press(page, 'ArrowRight');
      await page.getByTestId('lesson-end').waitFor();
      await lookAt(page, STEPS + 1, ['dark', 'light']);
      await press(page, 'ArrowLeft');
      await stepShown(page, STEPS);
      await press(page, 'ArrowLeft');
      await stepShown(page, STEPS - 1);

      // Another visit: the place and the predictions are still known.
      await page.goto(`${app.url}?screen=learn`);
      await stepShown(page, STEPS - 1);
      await outcome(page).waitFor();
      await page.getByTestId('again').click();
      await page.getByTestId('reveal').waitFor();
      await page.goBack();
      expect(complaints).toEqual([]);
      await close();
    },
    WALK_MS,
  );

  it('opens at the step of a link, which can be copied, and turns to a room and back', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=learn&step=6', {
      colorScheme: 'light',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await stepShown(page, 6);
    await page.getByTestId('copy-step').click();
    await page.getByText('Link copied.').waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(`${link.origin}${link.pathname}`).toBe(app.url);
    expect(link.search).toBe('?screen=learn&step=6');

    const teacher = page.getByRole('button', { name: 'Teacher mode' });
    await teacher.click();
    await page.locator('[data-theme=projector][data-teacher]').waitFor();
    expect(await page.locator('.header').isVisible()).toBe(false);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.reload();
    await page.locator('[data-theme=projector][data-teacher]').waitFor();
    await teacher.click();
    await page.locator('[data-theme=light]:not([data-teacher])').waitFor();

    await page.getByTestId('next').click();
    await stepShown(page, 7);
    await page.goBack();
    await stepShown(page, 6);
    await page.goto(`${app.url}?screen=learn&step=99`);
    await stepShown(page, 6);
    expect(complaints).toEqual([]);
    await close();
  });

  it('does not move a button away from the finger that presses it', async () => {
    const { page, complaints, close } = await openPage(app, null);
    const predictions = { 'with-policy': [1, 2, 3, 4, 5] };
    await page.addInitScript((progress) => localStorage.setItem('learn', JSON.stringify(progress)), {
      step: 6,
      recording: null,
      predictions,
      teacher: false,
    });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/assets\/sparse-.*\.json/, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${app.url}?screen=learn&step=6`);
    const button = page.getByTestId('do-it');
    await outcome(page).waitFor();
    // What comes late is told above the button.
    expect(await button.isDisabled()).toBe(true);
    release();
    await page.getByTestId('over-seeds').waitFor();
    await page.locator('[data-testid=do-it]:not([aria-disabled])').waitFor();
    await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const { x = 0, y = 0 } = (await button.boundingBox()) ?? {};
    await page.mouse.move(x + 20, y + 10);
    await page.mouse.down();
    await page.waitForTimeout(500);
    await page.mouse.up();
    await page.getByRole('heading', { name: /^Group \d: what does/ }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('ends each step in a screen that is prepared for it', { timeout: 300_000 }, async () => {
    const { page, complaints, close } = await openPage(app, '?screen=learn');
    await page.evaluate(() => {
      const predictions = {
        follow: [true, true, true],
        inject: ['policy'],
        'with-policy': [1, 2, 3, 4, 5],
        'wrong-reasons': false,
        forgetting: 'query',
        class: 50,
        tools: { said: 'OCR_v1', right: 'OCR_v2' },
      };
      localStorage.setItem(
        'learn',
        JSON.stringify({ step: 1, recording: null, predictions, teacher: false }),
      );
    });
    const doStep = async (step: number, leadsTo: string) => {
      await page.goto(`${app.url}?screen=learn&step=${step}`);
      const button = page.getByTestId('do-it');
      expect(await button.innerText()).toBe(leadsTo);
      await button.click();
    };
    await doStep(1, 'Do it in Try it');
    await page.getByTestId('beat-yes').waitFor();
    await doStep(3, 'Do it in the Lab');
    await page.locator('[data-testid=stage-vm-cpt][aria-current=step]').waitFor();
    expect(await page.getByRole('radio', { name: /^VM-CPT \+ CoT SFT \./ }).isChecked()).toBe(true);
    await doStep(6, 'Look at the rollouts');
    await page.getByRole('heading', { name: /^Group \d: what does/ }).waitFor();
    await doStep(7, 'Look at the rollouts');
    await page.getByRole('heading', { name: /^Group \d: what does/ }).waitFor();
    await doStep(9, 'Do it in the Lab');
    expect(await page.getByRole('radio', { name: /^Quick, as in the paper/ }).isChecked()).toBe(true);

    // Runs without replay are on record, the last step leads to a class, and the lesson ends in the Lab.
    await page.goto(`${app.url}?screen=learn&step=9`);
    await page.getByText('mean ± standard deviation over 5 seeds each').waitFor();
    await doStep(10, 'Do it with a class');
    await page.getByRole('button', { name: 'Make the class link' }).waitFor();
    await doStep(11, 'Do it in Try it');
    await page.getByRole('heading', { name: /Which call comes next\?$/ }).waitFor();
    await page.goto(`${app.url}?screen=learn&step=${STEPS}`);
    await page.getByRole('button', { name: 'Finish' }).click();
    // The end: how near the predictions were, what to keep, what to do next.
    const end = page.getByTestId('lesson-end');
    await end.getByText('Your predictions against the recording').waitFor();
    expect(await end.getByRole('listitem').count()).toBeGreaterThan(3);
    expect(await end.locator('.end-score').innerText()).toMatch(/^\d of \d right/);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByTestId('back').click();
    await stepShown(page, STEPS);
    // A presenter's remote turns the pages.
    await page.getByRole('button', { name: 'Teacher mode' }).click();
    await page.keyboard.press('PageDown');
    await end.waitFor();
    await page.keyboard.press('PageUp');
    await stepShown(page, STEPS);
    await page.keyboard.press('PageUp');
    await stepShown(page, STEPS - 1);
    await page.keyboard.press('PageDown');
    await stepShown(page, STEPS);
    await page.getByRole('button', { name: 'Teacher mode' }).click();
    await page.getByRole('button', { name: 'Finish' }).click();
    const runIt = page.getByTestId('run-it').filter({ hasText: 'Now run one yourself: First run, about ' });
    await runIt.click();
    await page.getByTestId('headline-internalized').waitFor();
    expect(await page.getByTestId('status').innerText()).toMatch(/^Ready to run First run, /);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is read on a phone: question first, without scrolling sideways, and without storage', async () => {
    const { page, complaints, close } = await openPage(app, '', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'localStorage', {
        get() {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
    });
    for (let step = 1; step <= STEPS; step++) {
      await page.goto(`${app.url}?screen=learn&step=${step}`);
      await page.locator('.step').waitFor();
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(widths, `step ${step}`).toEqual([390, 390]);
      const question = await page.locator('.step-question:visible').boundingBox();
      const shown = await page.locator('.step-show').boundingBox();
      expect(question?.y, `step ${step}`).toBeLessThan(shown?.y ?? 0);
      expect((question?.y ?? 0) + (question?.height ?? 0), `step ${step}`).toBeLessThan(780);
      expect(await lowTargets(page), `step ${step}`).toEqual([]);
      expect(await barFaults(page), `step ${step}`).toEqual([]);
    }
    // In large type, too; the place in the bar leads to every step.
    await page.getByRole('button', { name: 'Teacher mode' }).click();
    await page.locator('[data-teacher]').waitFor();
    expect(await barFaults(page)).toEqual([]);
    await page
      .getByRole('combobox', { name: 'Step of the lesson' })
      .selectOption({ label: `2 / ${STEPS} Cost` });
    await stepShown(page, 2);
    expect(complaints).toEqual([]);
    await close();
  });
});
