import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/random/stream';
import { generatePolicy } from '../../src/tasks/clevr/policy/generator';
import { policyText } from '../../src/tasks/clevr/policy/policy-text';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { layoutFaults, lowTargets } from '../support/layout';
import { appears, RUN_MS, runnable, statusLike, whatItShows } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const cards = (page: Page) => page.getByTestId('answer-card');
const stage = (page: Page) => page.getByTestId('scene-stage');
const option = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

/** Where the text editor draws its text, its marks, and the line with an error. */
function textPlaces(page: Page) {
  return page.evaluate(() => {
    const [frame, marks, area] = ['.text-scroll', '.text-marks', '.text-grow > textarea'].map(
      (selector) => document.querySelector(selector) as HTMLElement,
    );
    const bad = marks.querySelector('[data-error]') as HTMLElement;
    const text = area as HTMLTextAreaElement;
    // A copy of the textarea with the lines before the bad one ends where that one begins.
    const copy = text.cloneNode() as HTMLTextAreaElement;
    const line = [...marks.children].indexOf(bad);
    copy.value = text.value.split('\n').slice(0, line).join('\n');
    copy.style.height = '0';
    text.after(copy);
    const above = copy.scrollHeight - Number.parseFloat(getComputedStyle(copy).paddingBottom);
    copy.remove();
    const box = (element: Element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    return {
      frame: box(frame),
      marks: box(marks),
      area: box(area),
      mark: box(bad),
      numbers: marks.querySelectorAll('.text-number').length,
      lines: text.value.split('\n').length,
      lineTop: box(area).top + above,
    };
  });
}

/** Waits until `count` models have answered the question as it stands. */
async function answered(page: Page, count: number): Promise<void> {
  const all = (wanted: number) => {
    const found = [...document.querySelectorAll('[data-testid="answer-card"]')];
    const given = found.filter(
      (card) => !card.hasAttribute('data-stale') && card.querySelector('.answer-verdict[data-correct]'),
    );
    return found.length === wanted && given.length === wanted;
  };
  try {
    await page.waitForFunction(all, count, { timeout: RUN_MS });
  } catch {
    const texts = await cards(page).allInnerTexts();
    throw new Error(
      `Waited for ${count} answers; there are: ${texts.join(' | ')}. ${await whatItShows(page)}`,
    );
  }
}

describe('try it', () => {
  it('asks the base about a scene and a policy that the visitor edits, by keyboard alone', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
    await answered(page, 1);
    expect(await accessibilityViolations(page)).toEqual([]);

    // A scene that breaks a rule is shown, named, and not asked about.
    await page.getByRole('listbox', { name: 'Objects of the scene' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await stage(page).focus();
    const before = await stage(page).getAttribute('aria-label');
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowLeft');
    await page.getByText('This object leaves the picture').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Drag an object').waitFor();
    expect(await stage(page).getAttribute('aria-label')).toBe(before);

    // Text: an error is told with its line, and once it is mended the tree and the question follow.
    await option(page, 'Text').press(' ');
    const text = page.getByRole('textbox', { name: 'Policy as text' });
    const original = await text.inputValue();
    await text.fill(original.replace('respond with Case', 'answer Case'));
    const errors = page.getByTestId('policy-errors');
    await errors.getByText('is neither "go to Condition').waitFor();
    const line = original.split('\n').findIndex((each) => each.includes('respond with Case')) + 1;
    expect(await errors.getByRole('button').first().textContent()).toBe(`Line ${line}`);
    expect(await accessibilityViolations(page)).toEqual([]);
    await text.fill(original.replace(/Case (\d+)/, 'Case 63'));
    await errors.getByText('No errors').waitFor();
    await option(page, 'Tree').press(' ');
    await page.getByRole('button', { name: 'Case 63' }).waitFor();
    await answered(page, 1);
    await page.getByRole('button', { name: 'As it was' }).press('Enter');
    expect(await page.getByRole('button', { name: 'Case 63' }).count()).toBe(0);

    await option(page, 'Dark').press(' ');
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('lays the policy’s text exactly over its line numbers and marks', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
    await answered(page, 1);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await option(page, 'Text').press(' ');
      const text = page.getByRole('textbox', { name: 'Policy as text' });
      const original = await text.inputValue();
      await text.fill(original.replace(/respond with (?=Case \d+\.\s*$)/, 'answer '));
      await page.getByTestId('policy-errors').getByRole('button', { name: /^Line/ }).click();
      const { frame, marks, area, mark, numbers, lines, lineTop } = await textPlaces(page);
      expect(area, `${width} px`).toEqual(marks);
      expect(numbers).toBe(lines);
      expect(area.bottom - area.top).toBeGreaterThan(10 * lines);
      expect(Math.abs(mark.top - lineTop), `the mark is off its line at ${width} px`).toBeLessThan(1.5);
      // The line that was asked for is in sight.
      expect(mark.top).toBeGreaterThanOrEqual(frame.top - 1);
      expect(mark.bottom).toBeLessThanOrEqual(frame.bottom + 1);
      await text.fill(original);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('asks about a policy of the run that was chosen', async () => {
    const { page, complaints, close } = await openPage(app, '');
    const choice = page.getByTestId('run-choice');
    await appears(page, 'the choice of runs', choice);
    await choice.selectOption('sparse-trimpi-grpo-1.json');
    await page.getByText('trained on 2 policies, 4-step').waitFor();
    await page.getByRole('navigation', { name: 'Screens' }).getByText('Try it').click();
    const policy = page.getByLabel('Policy to ask about');
    await policy.waitFor();
    expect(await policy.inputValue()).toMatch(/^words L4-/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('asks a recorded model of the data set that is chosen, about a policy of its own', async () => {
    const { page, complaints, close } = await openPage(app, null);
    // With the models of the recordings, which other tests must not depend on.
    await page.context().unroute('**/runs/index.json');
    await page.goto(`${app.url}?screen=try`);
    await answered(page, 2);
    for (const [name, run] of [
      ['ClevrPolicy-M', 'Quick, with pictures'],
      ['GTAPolicy', 'Quick, tools'],
    ]) {
      await option(page, name).press(' ');
      await page.getByTestId('recorded-model').getByText(run).waitFor();
      await answered(page, 2);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('has controls for fingers', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    await answered(page, 1);
    expect(await lowTargets(page)).toEqual([]);
    // A tree of up to four layers is in sight as a whole.
    const tree = await page
      .locator('.tree-stage')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(tree).toBeLessThanOrEqual(0);
    // What the models answer is in sight at the foot of the page until their panel is.
    const bar = page.locator('.verdict-bar');
    await bar.getByText(/Case \d/).waitFor();
    expect(await layoutFaults(page)).toEqual([]);
    expect(await accessibilityViolations(page)).toEqual([]);
    await bar.getByRole('button', { name: 'To the answers' }).tap();
    await bar.waitFor({ state: 'detached' });
    // The answers follow the scene at once; its objects are a press away.
    const below = await page.locator('.answers-panel').evaluate((panel) => {
      const picture = document.querySelector('.stage-picture') as HTMLElement;
      return panel.getBoundingClientRect().top - picture.getBoundingClientRect().bottom;
    });
    expect(below).toBeLessThan(170);
    await page.getByRole('button', { name: /^Change the \d objects/ }).tap();
    await page.getByRole('listbox', { name: 'Objects of the scene' }).waitFor();
    expect(await lowTargets(page)).toEqual([]);
    for (const view of ['Text', 'Beat the model']) {
      await option(page, view).tap();
      expect(await lowTargets(page), view).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('is on one screen, and a scene with its policy is a link', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try', {
      viewport: { width: 1280, height: 800 },
    });
    await answered(page, 1);
    for (const part of ['.stage-picture', '.tree-canvas', '.answer-verdict', '.answer .tree-scroll']) {
      const box = await page.locator(part).first().boundingBox();
      expect((box?.y ?? 800) + (box?.height ?? 0), part).toBeLessThan(800);
    }
    // A deep tree scrolls in its panel, so that the answers stay in view.
    await option(page, 'Text').press(' ');
    const deep = policyText(generatePolicy(RandomStream.of(1, 'deep'), 4, 'L4-Dama'));
    await page.getByRole('textbox', { name: 'Policy as text' }).fill(deep);
    await option(page, 'Tree').press(' ');
    await answered(page, 1);
    for (const part of ['.stage-picture', '.tree-stage', '.answer-verdict', '.answer .tree-scroll']) {
      const box = await page.locator(part).first().boundingBox();
      expect((box?.y ?? 800) + (box?.height ?? 0), part).toBeLessThan(800);
    }
    // Every question stands whole in its node.
    const cut = await page
      .locator('.tree-button')
      .evaluateAll((nodes) => nodes.filter((node) => node.scrollWidth > node.clientWidth + 1).length);
    expect(cut).toBe(0);
    await page.getByRole('button', { name: 'Random scene' }).click();
    const told = await stage(page).getAttribute('aria-label');
    const title = await page.locator('#answers-title').innerText();
    await page.getByTestId('copy-question').click();
    await page.getByText(/^Link copied|The address bar holds/).waitFor();
    const address = new URL(page.url()).search;
    expect(address).toMatch(/^\?screen=try&ask=1\.[\w-]+$/);
    await page.goto(`${app.url}${address}`);
    await page
      .getByTestId('scene-stage')
      .and(page.locator(`[aria-label="${told}"]`))
      .waitFor();
    expect(await page.locator('#answers-title').innerText()).toBe(title);
    await page.goto(`${app.url}?screen=try&ask=1.damaged`);
    await page.getByText('The question in the address cannot be opened').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('drags an object with the mouse, and takes the drag back in one step', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
    await answered(page, 1);
    const box = await stage(page).boundingBox();
    if (!box) throw new Error('The scene is not shown.');
    // Wherever an object lies, a sweep over the middle row of the picture finds one to grab.
    let grabbed: [number, number] | null = null;
    for (let y = 0.3; y < 0.8 && !grabbed; y += 0.05) {
      for (let x = 0.1; x < 0.9 && !grabbed; x += 0.05) {
        await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
        const cursor = await stage(page).evaluate((element) => element.style.cursor);
        if (cursor === 'grab') grabbed = [x, y];
      }
    }
    expect(grabbed).not.toBeNull();
    await page.mouse.down();
    await page.mouse.move(box.x - 0.3 * box.width, box.y + 0.5 * box.height, { steps: 8 });
    await page.mouse.up();
    await page.getByText('This object leaves the picture').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Drag an object').waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  it('lets the visitor answer first and keeps the score', async () => {
    const { page, close } = await openPage(app, '?preset=micro&screen=try');
    await answered(page, 1);
    await option(page, 'Beat the model').click();
    await cards(page).getByText('Has answered. You first.').waitFor();
    // As many conditions as the policy asks: of the setup, or of the recording if that was there first.
    const [yes, reveal] = [page.getByTestId('beat-yes'), page.getByTestId('beat-reveal')];
    while ((await reveal.count()) === 0) {
      await yes.click();
      await yes.or(reveal).waitFor();
    }
    await reveal.click();
    await page.getByTestId('beat-score').getByText('of 1 round').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByTestId('beat-next').click();
    await page.getByTestId('beat-no').waitFor();
    await close();
  });

  it(
    'answers while a run is paused; its stages join without the policy and keep to what they learned',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro');
      await runnable(page);
      await page.getByTestId('step').click();
      await statusLike(page, /^Paused: VM-CPT, step 0/);
      await page.getByRole('link', { name: 'Try it' }).click();
      await answered(page, 1);
      await page.getByRole('button', { name: 'Random scene' }).click();
      await answered(page, 1);
      await page.getByRole('link', { name: 'Lab' }).click();
      expect(await page.getByTestId('status').textContent()).toMatch(/^Paused/);
      await page.getByTestId('resume').click();
      await page.getByRole('link', { name: 'Try it' }).click();
      await answered(page, 4);
      await page.getByRole('button', { name: 'Swap yes and no' }).click();
      await page.getByText('You changed what').waitFor();
      await answered(page, 4);
      expect(await page.getByText(/Before your edit Case \d+ was right/).count()).toBe(3);
      await page.getByRole('button', { name: 'Also with the policy put back' }).click();
      await answered(page, 7);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    2 * RUN_MS,
  );
});
