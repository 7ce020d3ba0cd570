import { createElement, Suspense, startTransition, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it } from 'vitest';
import { lazyValue } from './lazy-value';

/** Draws, as a change of screens does, a component that reads `value` and has a hook behind it. */
async function draw(value: { read(): string }): Promise<{ text: string; faults: unknown[] }> {
  const faults: unknown[] = [];
  const place = document.createElement('div');
  const root = createRoot(place, {
    onRecoverableError: (error) => faults.push(error),
    onUncaughtError: (error) => faults.push(error),
  });
  const Reader = () => {
    const text = value.read();
    const [behind] = useState('behind');
    return `${text}, ${behind}`;
  };
  root.render('before');
  startTransition(() => root.render(createElement(Suspense, { fallback: 'wait' }, createElement(Reader))));
  await expect.poll(() => place.textContent).toContain('behind');
  const text = place.textContent ?? '';
  root.unmount();
  return { text, faults };
}

it('is read by a component with hooks behind it, whether it arrives before, while or after that is drawn', async () => {
  for (const fetch of [
    async () => 'a value',
    () => new Promise<string>((resolve) => queueMicrotask(() => resolve('a value'))),
    () => new Promise<string>((resolve) => setTimeout(resolve, 20, 'a value')),
  ]) {
    const value = lazyValue('What is read', fetch);
    expect(await draw(value)).toEqual({ text: 'a value, behind', faults: [] });
    // The second to read it does not wait.
    expect(await draw(value)).toEqual({ text: 'a value, behind', faults: [] });
    const loaded = lazyValue('What is read', fetch);
    const [drawn] = await Promise.all([draw(loaded), loaded.load()]);
    expect(drawn).toEqual({ text: 'a value, behind', faults: [] });
  }
});
