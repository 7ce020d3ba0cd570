import { addPlugins, cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';
import { isolated } from './isolated';
import { RECORDINGS_CACHE } from './recordings-cache';

/**
 * Keeps the page for visits without a network. What a visit needs, from the first picture to a whole run, is fetched when
 * the worker is installed (scripts/service-worker.mjs lists it); other recordings and models once somebody has asked for them.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

// The page and its workers come from the precache; data needs no such headers.
addPlugins([{ handlerWillRespond: async ({ response }) => isolated(response) }]);
// The address holds the screen, the step and the preset of one and the same page.
precacheAndRoute(__PRECACHE__, { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /\/(runs|models)\/[^/]+$/.test(url.pathname),
  new NetworkFirst({ cacheName: RECORDINGS_CACHE }),
);

// The first visit can end without a network, too. Activation does not wait for it: Firefox (153) claims a page's threads as well,
// and those of WebAssembly sleep in Atomics.wait and never answer; every reload hung for a minute and then failed.
worker.addEventListener('activate', () => void worker.clients.claim());

// A newer version waits until the visitor wants it (offline.ts).
worker.addEventListener('message', ({ data }) => {
  if (data?.type === 'SKIP_WAITING') void worker.skipWaiting();
});
