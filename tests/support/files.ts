import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

export interface NamedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Presses something that saves a file. */
export async function saved(page: Page, button: Locator): Promise<NamedFile> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Imports files on the Compare screen; what the page says of them, good news first. */
export async function imported(page: Page, ...files: readonly NamedFile[]): Promise<string> {
  const said = page.locator('.compare-said p, .import-faults li');
  const words = async () => (await said.allInnerTexts()).join(' ');
  const before = await words();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import' }).click(),
  ]);
  await chooser.setFiles(
    files.map(({ name, bytes }) => ({ name, mimeType: 'application/octet-stream', buffer: bytes })),
  );
  const last = files.at(-1)?.name ?? '';
  await said
    .filter({ hasText: last, hasNotText: before || undefined })
    .first()
    .waitFor();
  return words();
}
