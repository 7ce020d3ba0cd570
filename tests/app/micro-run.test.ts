import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';

/** The micro preset on SwiftShader takes a minute or two on two cores. */
const RUN_MS = 420_000;

const apps: App[] = [];

afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
});

async function started(backend: 'webgpu' | 'wasm'): Promise<App> {
  const app = await startApp(backend);
  apps.push(app);
  return app;
}

const status = (page: Page) => page.getByTestId('status');

/** Waits until the status line fits. */
async function statusLike(page: Page, pattern: RegExp): Promise<void> {
  await status(page).filter({ hasText: pattern }).waitFor({ timeout: RUN_MS });
}

describe.each(['webgpu', 'wasm'] as const)('the micro preset on %s', (backend) => {
  it(
    'trains from the base to its headline, pausing, stepping and resuming on the way',
    async () => {
      const app = await started(backend);
      const { page, complaints, close } = await openPage(app, '?preset=micro');
      const chip = page.getByTestId('backend-chip');
      await chip.filter({ hasText: backend === 'webgpu' ? 'WebGPU' : 'wasm' }).waitFor();
      // Step starts a run that halts before its first update: no race against a fast machine.
      await page.getByTestId('step').click();
      await statusLike(page, /^Paused/);
      for (const step of [1, 2]) {
        await page.getByTestId('step').click();
        await statusLike(page, new RegExp(`^Paused: VM-CPT, step ${step} of`));
      }
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.getByTestId('resume').click();
      // An evaluation is not paused: the run halts behind it, before the first rollout.
      await statusLike(page, /^Evaluating CoT SFT/);
      await page.getByTestId('pause').click();
      await statusLike(page, /^Paused: RL/);
      await page.getByTestId('step-phase').click();
      await statusLike(page, /^Paused: RL/);
      await page.getByTestId('resume').click();
      await statusLike(page, /^Finished/);
      await expectPercent(page, 'headline-in-context');
      await expectPercent(page, 'headline-internalized');
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    RUN_MS,
  );
});

/** Waits until a run can be started. */
async function runnable(page: Page): Promise<void> {
  await page.locator('[data-testid=run]:not([disabled])').waitFor();
}

async function expectPercent(page: Page, testId: string): Promise<void> {
  const text = (await page.getByTestId(testId).textContent()) ?? '';
  const percent = Number(/(\d+(\.\d+)?)\s*%/.exec(text)?.[1]);
  expect(percent, `${testId}: ${text}`).toBeGreaterThanOrEqual(0);
  expect(percent).toBeLessThanOrEqual(100);
}

describe('what can be wrong from outside', () => {
  it('an unknown preset in the address is named, and the default preset set instead', async () => {
    const { page, close } = await openPage(await started('wasm'), '?preset=nonsense');
    await page.getByText('There is no preset “nonsense”').waitFor();
    await runnable(page);
    await close();
  });

  it('a corrupt checkpoint is refused with a sentence, and the page still works', async () => {
    const app = await started('wasm');
    const { page, close } = await openPage(app, '?preset=micro');
    await page
      .context()
      .route('**/models/*.safetensors', (route) => route.fulfill({ body: 'not a checkpoint' }));
    await page.getByTestId('run').click();
    await page.getByText('This is not a safetensors file').first().waitFor();
    await page.context().unroute('**/models/*.safetensors');
    await page.getByTestId('run').click();
    await statusLike(page, /step \d/);
    await close();
  });

  it('without WebGPU, and with an adapter that is null, the page says so and uses wasm', async () => {
    const app = await started('webgpu');
    const trouble = [
      ['delete WorkerNavigator.prototype.gpu;', 'does not offer WebGPU'],
      ['GPU.prototype.requestAdapter = async () => null;', 'no graphics adapter'],
    ];
    for (const [script, words] of trouble) {
      const { page, close } = await openPage(app, 'LICENSE-is-not-there');
      // The trainer's own worker finds the browser so: init scripts do not reach workers.
      await page.route('**/trainer.worker-*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${script}\n${await response.text()}` });
      });
      await page.goto(`${app.url}?preset=micro`);
      await page.getByText(words).first().waitFor();
      await runnable(page);
      await close();
    }
  });
});
