import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';
import { appears, runnable, statusLike } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** Loses the requests of a file, the first `times` of them; returns how often it was asked for and the way to stop. */
async function lose(page: Page, file: RegExp, times = Number.POSITIVE_INFINITY) {
  const state = { asked: 0, times };
  await page.route(file, (route) => {
    state.asked += 1;
    return state.asked > state.times ? route.continue() : route.fulfill({ status: 404, body: 'Not found' });
  });
  return state;
}

/** A page that loses a file, and nothing thrown that nobody caught. */
async function pageWithout(file: RegExp, address: string, times?: number) {
  const { page, complaints, close } = await openPage(app, null);
  const lost = await lose(page, file, times);
  await page.goto(app.url + address);
  const uncaught = () => complaints.filter((complaint) => complaint.startsWith('uncaught'));
  return { page, lost, uncaught, close };
}

const notice = (page: Page, text: RegExp) => page.getByRole('alert').filter({ hasText: text });

/** A link of the quick preset as it is. */
const LINK =
  '#1.FcrLCoAgEAXQf7lrXZhG4N_4GEhMZvKxiv492h7OA-k0aMLjXiVVKLTQKzx2IpucO36heXKGx-ylSdHCnXUOwlAYRBneKMRVrv8EE7dkM94P';

describe('a piece of the page that does not arrive', () => {
  it.each([
    ['what reads a link', /share-link-.*\.js/, LINK, /^What reads the link could not/, '.link-area'],
    ['what a link says', /link-area-.*\.js/, LINK, /^What the link says could not/, '.link-area'],
    [
      'a screen',
      /try-screen-.*\.js/,
      '?screen=try',
      /^The screen Try it could not/,
      '[data-testid="scene-stage"]',
    ],
    [
      'its style',
      /compare-screen-.*\.css/,
      '?screen=compare',
      /^The screen Compare could not/,
      '.compare-list',
    ],
    [
      'a file that two pieces share',
      /token-strip-.*\.js/,
      '',
      /^The (stages|inspector) could not/,
      '.inspector',
    ],
    ['the setup', /setup-panel-.*\.js/, '', /^The setup could not/, '[data-testid="preset-quick"], .setup'],
    ['the list of recordings', /runs\/index\.json/, '', /^The list of recordings could not/, '.shown-run'],
    ['a recording', /runs\/quick-.*\.json/, '', /^The recording .* could not/, '.shown-run'],
    ['what reads a recording', /record-schema-.*\.js/, '', /^The recording .* could not/, '.shown-run'],
  ])('%s: a sentence in its place, and a button that works', async (_, file, address, sentence, there) => {
    const { page, lost, uncaught, close } = await pageWithout(file, address);
    const said = notice(page, sentence);
    await appears(page, 'the sentence', said);
    expect(lost.asked).toBeGreaterThanOrEqual(2);
    expect(await page.locator(there).count()).toBe(0);
    // The rest goes on: the trainer comes.
    await page.getByRole('link', { name: 'Lab', exact: true }).click();
    await runnable(page);
    if (address.startsWith('?')) await page.goBack();
    lost.times = 0;
    const again = notice(page, / could not be loaded/).getByTestId('load-again');
    for (let left = await again.count(); left > 0; left--) await again.first().click();
    await appears(page, 'the piece', page.locator(there).first());
    expect(uncaught()).toEqual([]);
    await close();
  });

  it.each([
    ['a screen', /rollouts-screen-.*\.js/, '?screen=rollouts', '.rollouts, .rollouts-empty, .step-panel'],
    ['a style', /learn-screen-.*\.css/, '?screen=learn', '.learn, .lesson, .step-frame'],
    ['the trainer', /trainer\.worker-.*\.js/, '', '.shown-run'],
  ])('is asked for twice, and nobody notices: %s', async (_, file, address) => {
    const { page, lost, uncaught, close } = await pageWithout(file, address, 1);
    await page.getByRole('link', { name: 'Lab', exact: true }).click();
    await runnable(page);
    expect(lost.asked).toBeGreaterThanOrEqual(2);
    expect(await page.getByText('could not be loaded').count()).toBe(0);
    expect(await notice(page, /trainer/).count()).toBe(0);
    expect(uncaught()).toEqual([]);
    await close();
  });

  it('the trainer: says so, and starts when asked to', async () => {
    const { page, lost, uncaught, close } = await pageWithout(/trainer\.worker-.*\.js/, '');
    await appears(
      page,
      'the sentence',
      notice(page, /The trainer stopped unexpectedly, or its code did not arrive/),
    );
    lost.times = 0;
    await page.getByRole('button', { name: 'Restart the trainer' }).click();
    await runnable(page);
    expect(uncaught()).toEqual([]);
    await close();
  });

  it.each([
    ['the engine', /tfjs-backend-wasm.*\.wasm/],
    ['the kernels', /(relaxed-simd|simd)-(own|shared)-.*\.wasm/],
  ])('%s of WebAssembly: the page says so, and starts when asked to', async (_, file) => {
    const { page, lost, uncaught, close } = await pageWithout(file, '');
    await appears(page, 'the sentence', notice(page, /WebAssembly could not start: its file did not arrive/));
    expect(lost.asked).toBeGreaterThanOrEqual(2);
    lost.times = 0;
    await page.getByRole('button', { name: 'Restart the trainer' }).click();
    await runnable(page);
    expect(uncaught()).toEqual([]);
    await close();
  });

  it('a dialog: a sentence in its place, and a button that opens it', async () => {
    const { page, lost, uncaught, close } = await pageWithout(/device-dialog-.*\.js/, '');
    await runnable(page);
    await page.getByTestId('backend-chip').click();
    const said = notice(page, /^The measurement could not be loaded/);
    await appears(page, 'the sentence', said);
    lost.times = 0;
    await said.getByTestId('load-again').click();
    await appears(page, 'the dialog', page.getByRole('dialog'));
    expect(uncaught()).toEqual([]);
    await close();
  });

  it('what stores runs: the list says so, and reads them when asked to', async () => {
    const { page, lost, uncaught, close } = await pageWithout(/run-store-db-.*\.js/, '?screen=compare');
    await appears(page, 'the sentence', page.getByText(/^The code that stores runs could not be loaded/));
    lost.times = 0;
    await page.getByTestId('load-runs-again').click();
    await page.getByText(/^The code that stores runs could not be loaded/).waitFor({ state: 'detached' });
    expect(uncaught()).toEqual([]);
    await close();
  });

  it('a model: the run says so, and the next one gets it', async () => {
    const { page, lost, uncaught, close } = await pageWithout(/models\/small\.safetensors/, '?preset=micro');
    await runnable(page);
    await page.getByTestId('run').click();
    await appears(
      page,
      'the sentence',
      page.getByText(/The base model "\w+" could not be loaded \(status 404\)/),
    );
    lost.times = 0;
    await page.getByTestId('run').click();
    await statusLike(page, /^(VM-CPT|Evaluating)/);
    expect(uncaught()).toEqual([]);
    await close();
  });

  it('does not touch a run that goes on', async () => {
    const { page, lost, uncaught, close } = await pageWithout(/rollouts-screen-.*\.js/, '?preset=micro');
    await runnable(page);
    await page.getByTestId('run').click();
    await statusLike(page, /step \d|Evaluating/);
    await page.getByRole('link', { name: 'Rollouts' }).click();
    await appears(page, 'the sentence', notice(page, /^The screen Rollouts could not/));
    await page.getByRole('link', { name: 'Lab', exact: true }).click();
    await statusLike(page, /^Finished/);
    // Drawn anew, it tries by itself.
    lost.times = 0;
    await page.getByRole('link', { name: 'Rollouts' }).click();
    await appears(page, 'the screen', page.getByRole('slider').first());
    expect(uncaught()).toEqual([]);
    await close();
  });
});
