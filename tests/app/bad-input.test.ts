import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from '../../src/experiment/plan/presets';
import { encodeLink } from '../../src/experiment/share/share-link';
import { type App, openPage, RECORDED, startApp } from '../support/app';
import { imported } from '../support/files';
import { ROOT } from '../support/source-files';
import { appears, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** Says what is wrong in words for people: a whole sentence, and nothing of the machinery. */
function expectSentence(text: string): void {
  expect(text).toMatch(/^[A-ZÄÖÜ“][^\n]*\.$/);
  expect(text).not.toMatch(/undefined|NaN|\[object|Error:|at .*\.js|SyntaxError|TypeError/);
}

const alertText = (page: Page) => page.getByRole('alert').first().locator('p').innerText();

describe('addresses that are wrong', () => {
  it.each([
    ['an unknown preset', '?preset=nonsense', 'There is no preset “nonsense”'],
    ['an unknown screen', '?screen=attic', 'There is no screen “attic”'],
    ['empty names', '?preset=&screen=', 'There is no preset “”'],
    ['a link of the future', '#7.abc', 'This link is of version 7'],
    ['a link without an experiment', '#1.bm90aGluZw', 'This link cannot be opened.'],
    ['an empty link', '#1.', 'This link cannot be opened.'],
    ['a link with two signs', '##1.FcrLCoAgEAXQf7lrXZhG4N', 'does not understand “##1.FcrL'],
    ['a link with a coded version', '#%31.FcrLCoAgEAXQf7lrXZhG4N', 'does not understand “#%31.FcrL'],
    ['a preset behind a slash', '#/preset=micro', 'does not understand “#/preset=micro”'],
    ['a name that means nothing', '?persona=micro', 'does not understand “?persona=micro”'],
    [
      'a step that is none',
      '?screen=learn&step=x#screen=lab',
      'does not understand “?step=x”, “#screen=lab”',
    ],
    ['an endless link', `#1.${'A'.repeat(70_000)}`, 'This link cannot be opened.'],
  ])('%s: a sentence, and the page works', async (_, address, words) => {
    const { page, complaints, close } = await openPage(app, address);
    await appears(page, `“${words}”`, page.getByRole('alert').filter({ hasText: words }));
    expectSentence(await alertText(page));
    await page.getByRole('link', { name: 'Lab', exact: true }).click();
    await runnable(page);
    expect(await page.getByTestId('status').innerText()).toMatch(/^Ready to run /);
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
    expect(complaints).toEqual([]);
    await close();
  });

  it('a link that was cut off or changed on its way is refused, wherever it was cut', async () => {
    const { page, complaints, close } = await openPage(app);
    const link = await encodeLink({
      config: { ...presetConfig(findPreset('micro') as Preset, 'trimpi-grpo', 3), preset: 'micro' },
      build: 'test',
      results: [{ stage: 'cot-sft', accuracy: 0.5, low: 0, high: 1, inContext: 0.5 }],
    });
    for (const share of [0.2, 0.5, 0.9]) {
      const cut = link.slice(0, Math.floor(share * link.length));
      await page.evaluate((hash) => {
        location.hash = hash;
      }, cut);
      await appears(page, `a refusal of ${cut}`, page.getByText('This link cannot be opened.'));
      expectSentence(await alertText(page));
      await page.getByRole('button', { name: 'Dismiss' }).first().click();
    }
    expect(await page.getByTestId('link-card').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('files that are wrong', () => {
  it('each gets its sentence; the good one among them is taken', async () => {
    const { page, complaints, close } = await openPage(app, '?screen=compare');
    const rows = page.getByTestId('run-row');
    await appears(page, 'the recorded runs', rows.nth(RECORDED - 1));
    const run = await readFile(join(ROOT, 'public/runs/quick-in-context-1.json'), 'utf8');
    const weights = await readFile(join(ROOT, 'public/models/small.safetensors'));
    const text = (content: string) => Buffer.from(content);
    const header = Buffer.alloc(16);
    header.writeBigUInt64LE(2n ** 30n);
    const broken: readonly { name: string; bytes: Buffer; words: RegExp }[] = [
      { name: 'empty.json', bytes: text(''), words: /not a run of this page/ },
      {
        name: 'cut.json',
        bytes: text(run.slice(0, run.length / 2)),
        words: /not JSON, or part of it is missing/,
      },
      { name: 'other.json', bytes: text('{"version":1,"answer":42}'), words: /not a run of this page/ },
      { name: 'future.json', bytes: text(run.replace('"version":1', '"version":9')), words: /not a run/ },
      { name: 'set.jsonl', bytes: text('{"scene":1}\n{"scene":2}\n'), words: /not a run of this page/ },
      { name: 'picture.png', bytes: Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), words: /not a run/ },
      { name: 'cut.safetensors', bytes: weights.subarray(0, 5000), words: /may be cut off/ },
      { name: 'huge-header.safetensors', bytes: header, words: /header/i },
    ];
    for (const { name, bytes, words } of broken) {
      const said = await imported(page, { name, bytes });
      expect(said).toMatch(words);
      expect(said.startsWith(`${name}: `)).toBe(true);
      expectSentence(said.slice(name.length + 2));
    }
    expect(await rows.count()).toBe(RECORDED);
    const other = text(run.replace(/"id":"[^"]*"/, '"id":"from-a-friend"'));
    expect(await imported(page, { name: 'good.json', bytes: other })).toContain('added to the list');
    expect(await rows.count()).toBe(RECORDED + 1);
    expect(complaints).toEqual([]);
    await close();
  });

  it('a corrupt checkpoint is refused with a sentence, and the page still works', async () => {
    const { page, close } = await openPage(app, '?preset=micro');
    await runnable(page);
    await page
      .context()
      .route('**/models/*.safetensors', (route) => route.fulfill({ body: 'not a checkpoint' }));
    await page.getByTestId('run').click();
    await appears(page, 'the refusal', page.getByText('This is not a safetensors file'));
    await page.context().unroute('**/models/*.safetensors');
    await page.getByTestId('run').click();
    await statusLike(page, /step \d|Evaluating/);
    await close();
  });

  it('recordings that are missing or broken leave a page that works', async () => {
    for (const body of ['', '<html>', '{"not": "a list"}', '[{"file":"../x","title":"x"}]']) {
      const { page, close } = await openPage(app, null);
      await page.route('**/runs/index.json', (route) => route.fulfill({ body }));
      await page.goto(`${app.url}?preset=micro`);
      await runnable(page);
      expect(await page.getByTestId('headline-internalized').innerText()).toBe('–');
      await close();
    }
  });
});

describe('a browser without WebGPU', () => {
  it.each([
    ['that does not know it', 'delete WorkerNavigator.prototype.gpu;', 'does not offer WebGPU'],
    ['without an adapter', 'GPU.prototype.requestAdapter = async () => null;', 'no graphics adapter'],
  ])('%s: the page says so and uses wasm', async (_, script, words) => {
    const { page, close } = await openPage(app, null);
    // The trainer's own worker finds the browser so: init scripts do not reach workers.
    await page.route('**/trainer.worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${script}\n${await response.text()}` });
    });
    await page.goto(`${app.url}?preset=micro`);
    await runnable(page);
    expect(await page.getByTestId('backend-chip').innerText()).toMatch(/^processor/);
    // That the processor works is no alarm: the reason stands where one asks for it.
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByTestId('backend-chip').click();
    await appears(page, `“${words}”`, page.getByRole('dialog').getByText(words));
    await close();
  });
});
