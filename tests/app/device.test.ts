import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, accessibilityViolations, openPage, startApp } from '../support/app';

let app: App;

beforeAll(async () => {
  // WebAssembly: on a software GPU the whole measurement takes minutes.
  app = await startApp('wasm');
});

afterAll(() => app?.close());

/** The dialog behind the chip that names the backend, once a trainer is there. */
async function openDialog(page: Page) {
  const chip = page.getByTestId('backend-chip');
  await chip.getByText('processor').waitFor({ timeout: 60_000 });
  await chip.click();
  const dialog = page.getByRole('dialog', { name: 'Device' });
  await dialog.waitFor();
  return dialog;
}

const measuring = (page: Page) => page.workers().some((worker) => worker.url().includes('device.worker'));

describe('measuring this device', () => {
  it('loads its code when it starts, measures, and gives a result to copy', {
    timeout: 400_000,
  }, async () => {
    const { page, complaints, close } = await openPage(app, '', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const dialog = await openDialog(page);
    expect(asked.filter((url) => url.includes('device.worker'))).toEqual([]);
    await dialog.getByRole('button', { name: 'Measure this device' }).click();
    await dialog.getByRole('progressbar').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    const result = dialog.getByTestId('device-result');
    await result.waitFor({ timeout: 380_000 });
    expect(await result.getByRole('row').count()).toBe(4);
    expect(await result.innerText()).toMatch(/At most, this device does [\d.]+ GFLOP\/s/);
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Copy result' }).click();
    await dialog.getByText('Copied.').waitFor();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(copied).toMatchObject({ backend: 'wasm', device: expect.stringContaining('WebAssembly') });
    expect(copied.build).toMatch(/^[0-9a-f]{12}$/);
    expect(Date.parse(copied.date)).toBeGreaterThan(0);
    expect(copied.rows).toHaveLength(3);
    // The fused step against stock operations: far from even on any machine.
    expect(copied.rows.find(({ unit }: { unit: string }) => unit === 'ms').ratio).toBeGreaterThan(1.5);
    expect(complaints).toEqual([]);
    await close();
  });

  it('stops on request, and starts none while a run is in progress', async () => {
    const { page, complaints, close } = await openPage(app, '?preset=micro');
    const dialog = await openDialog(page);
    await dialog.getByRole('button', { name: 'Measure this device' }).click();
    await expect.poll(() => measuring(page), { timeout: 60_000 }).toBe(true);
    await dialog.getByRole('button', { name: 'Stop' }).click();
    const start = dialog.getByRole('button', { name: 'Measure this device' });
    await start.waitFor();
    await expect.poll(() => measuring(page), { timeout: 60_000 }).toBe(false);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByTestId('run').click();
    await openDialog(page);
    await dialog.getByText('A run is in progress and would share').waitFor();
    expect(await start.isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('what is trained on', () => {
  it('is WebAssembly where the graphics adapter is a program, said quietly, and WebGPU when the visitor wants it', {
    timeout: 300_000,
  }, async () => {
    const software = await startApp('webgpu');
    // A visitor's page, without what the tests of WebGPU choose.
    const { page, complaints, close } = await openPage({ ...software, backend: 'wasm' });
    const chip = page.getByTestId('backend-chip');
    await chip.getByText('processor').waitFor({ timeout: 120_000 });
    expect(await page.locator('.notices').getByText('graphics adapter').count()).toBe(0);
    await chip.click();
    const dialog = page.getByRole('dialog', { name: 'Device' });
    await dialog.getByText('a program on the processor').first().waitFor();
    expect(await dialog.getByRole('radio', { name: 'The faster one' }).isChecked()).toBe(true);
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('radio', { name: 'WebGPU' }).click();
    await chip.getByText(/^WebGPU/).waitFor({ timeout: 120_000 });
    // It stays chosen.
    await page.reload();
    await chip.getByText(/^WebGPU/).waitFor({ timeout: 120_000 });
    expect(complaints).toEqual([]);
    await close();
    await software.close();
  });

  it('is measured on both, on request', { timeout: 300_000 }, async () => {
    const { page, complaints, close } = await openPage(app);
    const dialog = await openDialog(page);
    await dialog.getByRole('button', { name: 'Measure both' }).click();
    const speeds = dialog.getByTestId('device-speeds');
    await speeds.waitFor({ timeout: 240_000 });
    const [webgpu, wasm] = await speeds.getByRole('listitem').allInnerTexts();
    expect(wasm).toMatch(/^WebAssembly trains at [\d.]+ GFLOP\/s/);
    expect(webgpu).toMatch(/^WebGPU cannot train here: This browser (offers WebGPU, but no|does not)/);
    expect(complaints).toEqual([]);
    await close();
  });
});
