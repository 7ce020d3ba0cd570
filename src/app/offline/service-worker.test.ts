import { afterEach, expect, it, vi } from 'vitest';

vi.mock('workbox-precaching', () => ({
  addPlugins: () => {},
  cleanupOutdatedCaches: () => {},
  precacheAndRoute: () => {},
}));
vi.mock('workbox-routing', () => ({ registerRoute: () => {} }));
vi.mock('workbox-strategies', () => ({ NetworkFirst: class {} }));

afterEach(() => vi.unstubAllGlobals());

it('is active also where claiming the page never ends, as in Firefox while WebAssembly threads sleep', async () => {
  const worker = Object.assign(new EventTarget(), { clients: { claim: vi.fn(() => new Promise(() => {})) } });
  vi.stubGlobal('self', worker);
  vi.stubGlobal('__PRECACHE__', []);
  await import('./service-worker');
  const held: Promise<unknown>[] = [];
  const activate = Object.assign(new Event('activate'), {
    waitUntil: (work: Promise<unknown>) => void held.push(work),
  });
  worker.dispatchEvent(activate);
  expect(worker.clients.claim).toHaveBeenCalledOnce();
  const never = new Promise((resolve) => setTimeout(() => resolve('still activating'), 50));
  expect(await Promise.race([Promise.all(held), never])).toEqual([]);
});
