import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';
import { appears, RUN_MS, runnable, statusLike, stepUntil } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

const option = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
const said = (page: Page) => page.getByTestId('scene-said');
const cards = (page: Page) => page.getByTestId('answer-card');

/** Waits for an answer to the question as it stands, right, wrong or neither. */
const answered = (page: Page) =>
  appears(
    page,
    'an answer',
    page.locator('[data-testid=answer-card]:not([data-stale]) .answer-verdict:not(.faint)'),
    RUN_MS,
  );

interface Given {
  readonly name: string;
  readonly mimeType?: string;
  readonly content: Buffer | string;
}

/** Opens a file by the button. */
async function open(page: Page, { name, mimeType = 'application/octet-stream', content }: Given) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open …' }).click();
  await (await chooser).setFiles({ name, mimeType, buffer: Buffer.from(content) });
}

/** Drops or pastes a picture that the page's browser draws, [width, height], at an element. */
async function give(page: Page, how: 'drop' | 'paste', type: string, width: number, height: number) {
  await page.locator('.scene-panel').evaluate(
    async (panel, { how, type, width, height }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.fillStyle = 'teal';
      context.fillRect(0, 0, width, height);
      const transfer = new DataTransfer();
      transfer.items.add(new File([await canvas.convertToBlob({ type })], 'holiday', { type }));
      const init = { bubbles: true, cancelable: true };
      panel.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: transfer })
          : new ClipboardEvent('paste', { ...init, clipboardData: transfer }),
      );
    },
    { how, type, width, height },
  );
}

const [left, right] = [[-1, 0, 0] as const, [1, 0, 0] as const];
const [front, behind] = [[0, -1, 0] as const, [0, 1, 0] as const];

/** A scene as the official files have it; every object is on a line from the left to the right. */
function scene(count: number, change: object = {}) {
  const all = Array.from({ length: count }, (_, i) => i);
  return {
    image_filename: `CLEVR_val_00000${count}.png`,
    objects: all.map((i) => ({
      size: 'small',
      color: 'cyan',
      material: 'rubber',
      shape: 'cube',
      // The last of them stands at the edge of CLEVR's field, out of the close-up.
      '3d_coords': [i === count - 1 && count > 1 ? 3 : i * 0.9, 0, 0.35],
      pixel_coords: [100, 100, 10],
      rotation: 30,
      ...change,
    })),
    relationships: {
      left: all.map((i) => all.filter((j) => j < i)),
      right: all.map((i) => all.filter((j) => j > i)),
      front: all.map(() => []),
      behind: all.map(() => []),
    },
    directions: { left, right, front, behind },
  };
}

const scenesFile = (...scenes: object[]) => JSON.stringify({ info: {}, scenes });

/** A PNG whose header says that it is of this size; there is nothing behind the header. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  header.write('\x89PNG\r\n\x1a\n', 'latin1');
  header.writeUInt32BE(13, 8);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

describe('policies with pictures', () => {
  it(
    'are chosen, trained step by step, inspected, changed and shared',
    async () => {
      const { page, complaints, close } = await openPage(app, '');
      await runnable(page);
      await option(page, 'ClevrPolicy-M').click();
      await page.getByText('Data: ClevrPolicy-M').waitFor();
      await page.getByRole('radio', { name: /^Micro, with pictures/ }).click({ force: true });
      expect(await accessibilityViolations(page)).toEqual([]);

      await page.getByTestId('step').click();
      await statusLike(page, /^Paused: VM-CPT, step 0/);
      await stepUntil(page, /^Paused: VM-CPT, step 1/, 2);

      // The sequence that is trained: the policy's pictures stand where they are read, without loss.
      await option(page, 'Training sequence').click();
      const pictures = page.locator('.sequence-words [data-picture]');
      await appears(page, 'a picture in the policy', pictures, RUN_MS);
      expect(await pictures.first().getAttribute('data-masked')).toBe('true');
      expect(await pictures.first().getByRole('img').getAttribute('aria-label')).toMatch(/^picture of a /);
      expect(await page.locator('.sequence').innerText()).toContain('36 visual tokens, no loss');
      expect(await accessibilityViolations(page)).toEqual([]);

      await page.getByTestId('resume').click();
      await statusLike(page, /^Finished/);
      await option(page, 'Answers').click();
      await option(page, 'All').click();
      const path = page.locator('.inspector .tree');
      expect(await path.getAttribute('aria-label')).toMatch(
        /It shows the \w+ of Condition .* by a picture of/,
      );
      await appears(page, 'a crop in the tree', path.locator('image'));
      await page.getByRole('button', { name: /^Policy L2-.* as text/ }).click();
      await appears(page, 'a crop in the text', page.locator('.policy-text .crop canvas'));
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLCanvasElement>('.policy-text .crop canvas')].every(
          (canvas) => canvas.getContext('2d')?.getImageData(8, 8, 1, 1).data[3] === 255,
        ),
      );
      expect(await accessibilityViolations(page)).toEqual([]);

      // Try it: the first value becomes a picture, or another one, and a word again.
      await page.getByRole('link', { name: 'Try it' }).click();
      await answered(page);
      await page.getByRole('button', { name: /^Condition 1:/ }).click();
      const word = option(page, 'By its word');
      await word.click();
      expect(await page.locator('.node-form .crop').count()).toBe(0);
      await option(page, 'By a picture').click();
      await page.getByRole('button', { name: /^Condition 1: .*is shown by a picture of a/ }).waitFor();
      await answered(page);
      expect(await cards(page).first().innerText()).toMatch(/Case \d+/);
      expect(await accessibilityViolations(page)).toEqual([]);
      await option(page, 'Text').click();
      expect(await page.getByRole('textbox', { name: 'Policy as text' }).inputValue()).toMatch(
        /\[crop: \w+ \w+ \w+ \w+\]/,
      );
      await page.getByRole('list', { name: 'Pictures in this text' }).waitFor();
      await option(page, 'Tree').click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.locator('.node-form .crop').waitFor({ state: 'detached' });

      // The link says which data set, in a profile that has never seen it.
      await page.getByRole('link', { name: 'Lab' }).click();
      await page.getByTestId('share').click();
      const link = await page.getByTestId('share-link').inputValue();
      expect(complaints).toEqual([]);
      await close();
      const other = await openPage(app, link.slice(link.indexOf('#')));
      const card = other.page.getByTestId('link-card');
      await card.getByText('on ClevrPolicy-M, preset').waitFor();
      await card.getByRole('button', { name: 'Set it up' }).click();
      await other.page.getByText('Data: ClevrPolicy-M').waitFor();
      expect(other.complaints).toEqual([]);
      await other.close();
    },
    3 * RUN_MS,
  );
});

describe('files in Try it', () => {
  it(
    'bring scenes of CLEVR, drawn anew, with what is left out said',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
      await answered(page);
      await open(page, { name: 'CLEVR_val_scenes.json', content: scenesFile(scene(1), scene(3)) });
      const bar = page.getByTestId('file-bar');
      await bar.getByText('All of its objects are in the picture.').waitFor();
      const stage = page.getByTestId('scene-stage');
      expect(await stage.getAttribute('aria-label')).toContain('Scene of 1 objects: small cyan rubber cube');
      await page.getByRole('button', { name: 'Next scene of the file' }).click();
      await bar.getByText('1 of 3 objects is left out: the close-up cuts off 1.').waitFor();
      await answered(page);
      expect(await accessibilityViolations(page)).toEqual([]);
      // It can be edited like any other, and what was asked before comes back.
      await page.getByRole('radio', { name: 'red', exact: true }).click();
      await page.getByRole('option', { name: 'small red rubber cube' }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'Scene before' }).click();
      await bar.getByText('All of its objects').waitFor();
      await page.getByRole('button', { name: 'Close the file' }).click();
      await bar.waitFor({ state: 'detached' });
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );

  it(
    'bring pictures of one’s own, about which nobody knows what is right',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
      await answered(page);
      const own = page.getByTestId('own-picture');
      for (const [how, type] of [
        ['drop', 'image/webp'],
        ['paste', 'image/jpeg'],
      ] as const) {
        await give(page, how, type, 300, 200);
        await own.getByText('have only ever seen drawings').waitFor();
        await page.getByText('No right answer is known').waitFor();
        await answered(page);
        expect(await page.locator('.answer-verdict').first().innerText()).not.toMatch(/right|wrong/);
        // The middle of a teal picture is teal.
        const pixel = await page
          .locator('.model-view')
          .evaluate((canvas: HTMLCanvasElement) => [
            ...(canvas.getContext('2d')?.getImageData(24, 24, 1, 1).data ?? []),
          ]);
        pixel.slice(0, 3).forEach((value, i) => {
          expect(Math.abs(value - [0, 128, 128][i])).toBeLessThan(4);
        });
        expect(await accessibilityViolations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByTestId('scene-stage').waitFor();
      }
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );

  const bad: readonly (readonly [what: string, file: Given, sentence: RegExp])[] = [
    ['a GIF renamed PNG', { name: 'cat.png', content: 'GIF89a.......' }, /By its content this is a GIF file/],
    [
      '100 megapixels',
      { name: 'huge.png', content: pngHeader(10_000, 10_000) },
      /100 megapixels.*not decoded/,
    ],
    ['a broken PNG', { name: 'cut.png', content: pngHeader(60, 60) }, /cannot decode this PNG/],
    ['a text', { name: 'notes.txt', content: 'Hello' }, /neither a picture .* nor a file of CLEVR scenes/],
    ['an empty file', { name: 'empty.json', content: '' }, /The file is empty/],
    ['no objects', { name: 'a.json', content: scenesFile(scene(0)) }, /has no objects/],
    [
      'eleven objects',
      { name: 'b.json', content: scenesFile(scene(11)) },
      /has 11 objects; a CLEVR scene has 10/,
    ],
    [
      'an unknown colour',
      { name: 'c.json', content: scenesFile(scene(1, { color: 'pink' })) },
      /color.*pink/,
    ],
    [
      'NaN',
      { name: 'd.json', content: scenesFile(scene(1)).replace('[0,0,0.35]', '[NaN,0,0.35]') },
      /NaN in "3d_coords"/,
    ],
  ];

  it(
    'that cannot be read get one sentence each, and what was there stays',
    async () => {
      const { page, complaints, close } = await openPage(app, '?preset=micro&screen=try');
      await answered(page);
      const stage = page.getByTestId('scene-stage');
      const before = await stage.getAttribute('aria-label');
      for (const [what, file, sentence] of bad) {
        await open(page, file);
        await appears(page, what, said(page).getByText(sentence));
        expect(await said(page).innerText(), what).toContain(`${file.name}: `);
        expect(await stage.getAttribute('aria-label'), what).toBe(before);
        expect(await page.getByTestId('file-bar').count(), what).toBe(0);
      }
      expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
      expect(await accessibilityViolations(page)).toEqual([]);

      // A policy text with a crop that is missing, foreign or too much.
      await option(page, 'Text').click();
      const text = page.getByRole('textbox', { name: 'Policy as text' });
      const original = await text.inputValue();
      const errors = page.getByTestId('policy-errors');
      for (const [crop, sentence] of [
        ['', 'A crop is missing'],
        ['cat.png', 'is not a crop of this playground'],
        ['large blue rubber cylinder cylinder', 'A crop shows one object'],
      ]) {
        await text.fill(
          original.replace(
            /If there is .+? in the image/,
            `If there is an object with the color of [crop: ${crop}] in the image`,
          ),
        );
        await errors.getByText(sentence).first().waitFor();
      }
      await text.fill(original);
      await errors.getByText('No errors').waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );
});
