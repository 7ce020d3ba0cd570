import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openPage, startApp } from '../support/app';
import { imported } from '../support/files';
import { ROOT } from '../support/source-files';
import { appears, runnable } from '../support/waiting';

let app: App;
beforeAll(async () => {
  app = await startApp('wasm');
});
afterAll(() => app?.close());

/** The sources that a policy allows for one kind of thing. */
function sourcesOf(policy: string, directive: string): string[] {
  const found = policy.split(';').find((part) => part.trim().startsWith(`${directive} `));
  return found?.trim().split(/\s+/).slice(1).sort() ?? [];
}

describe('what the page may do', () => {
  it('is written in its headers and in the page itself: its own code, its own addresses', async () => {
    const response = await fetch(app.url);
    const html = await response.text();
    const [, inPage] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const policies = [response.headers.get('Content-Security-Policy') ?? '', inPage.replaceAll('&#39;', "'")];
    for (const policy of policies) {
      expect(sourcesOf(policy, 'script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
      expect(sourcesOf(policy, 'connect-src')).toEqual(["'self'"]);
      expect(sourcesOf(policy, 'default-src')).toEqual(["'self'"]);
      expect(sourcesOf(policy, 'object-src')).toEqual(["'none'"]);
    }
    // Nothing that the policy would have to stop, and nothing that names another site.
    expect(html).not.toMatch(/<script>|javascript:| on\w+=|https?:\/\//);
  });
});

/** Runs if it is ever taken for HTML. */
const MARKUP = '<img src=x onerror="globalThis.injected=true"><b>bold</b>';

/** A run of this page with markup wherever it has text of its own. */
async function runWithMarkup(): Promise<string> {
  const run = JSON.parse(await readFile(join(ROOT, 'public/runs/quick-trimpi-poro-dapo-1.json'), 'utf8'));
  run.title = `Title ${MARKUP}`;
  run.id = `id-${MARKUP}`;
  run.stoppedEarly = `Stopped ${MARKUP}`;
  run.provenance.device = `Device ${MARKUP}`;
  return JSON.stringify(run);
}

describe('text from outside', () => {
  it('is shown as text, from the address, a recording, an imported file and a name', async () => {
    const { page, complaints, close } = await openPage(app, null);
    const expectNoMarkup = async () => {
      expect(await page.locator('img[src="x"], main b').count()).toBe(0);
      expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false);
    };
    const recording = await runWithMarkup();
    // In a recording the tokens of the model are text as well; its policy's name could be no markup (policy-problems.ts).
    const named = JSON.parse(recording);
    for (const { groups } of named.rollouts) {
      for (const { responses } of groups) {
        for (const { tokens } of responses) tokens[0].text = MARKUP;
      }
    }
    await page.route('**/runs/index.json', (route) =>
      route.fulfill({ json: [{ file: 'evil.json', title: `Entry ${MARKUP}` }] }),
    );
    await page.route('**/runs/evil.json', (route) => route.fulfill({ json: named }));
    await page.goto(`${app.url}?preset=${encodeURIComponent(MARKUP.slice(0, 30))}`);
    await appears(page, 'the preset’s name', page.getByText('There is no preset “<img src=x'));
    await page.getByText('How it was made').click();
    await appears(page, 'the recording’s title', page.getByText(`Title ${MARKUP}`));
    await runnable(page);
    await expectNoMarkup();

    await page.getByRole('link', { name: 'Rollouts' }).click();
    await appears(page, 'the token', page.getByRole('option', { name: MARKUP }));
    await expectNoMarkup();

    await page.getByRole('link', { name: 'Compare' }).click();
    const rows = page.getByTestId('run-row');
    await appears(page, 'the recording', rows);
    const file = recording.replace('id-<img', 'id-of-the-file-<img');
    expect(await imported(page, { name: `${MARKUP.slice(0, 8)}.json`, bytes: Buffer.from(file) })).toContain(
      'added',
    );
    expect(await rows.count()).toBe(2);
    await rows
      .first()
      .getByRole('button', { name: /^Rename/ })
      .click();
    await page.getByRole('textbox', { name: 'Name of the run' }).fill(`Name ${MARKUP}`);
    await page.keyboard.press('Enter');
    await appears(page, 'the run’s name', rows.getByText(`Name ${MARKUP}`));
    for (const row of await rows.getByRole('checkbox').all())
      if (!(await row.isChecked())) await row.press(' ');
    await appears(
      page,
      'the chart of two runs',
      page.getByRole('combobox', { name: 'Metric of the curves' }),
    );
    await rows
      .first()
      .getByRole('button', { name: /^Export/ })
      .click();
    await appears(page, 'the dialog', page.getByRole('dialog').getByText(`Name ${MARKUP}`));
    await expectNoMarkup();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('radio', { name: 'Text', exact: true }).click();
    const text = page.getByRole('textbox', { name: 'Policy as text' });
    await text.fill(`Policy ${MARKUP}\n${await text.inputValue()}`);
    await appears(page, 'what is wrong with the text', page.getByTestId('policy-errors').getByText('Line 1'));
    await expectNoMarkup();
    expect(complaints).toEqual([]);
    await close();
  });
});
