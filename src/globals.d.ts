/** A hash of the sources, set by the bundler (vite.config.ts). */
declare const __BUILD__: string;

/** In the service worker: the files that a visit needs, with hashes of those whose names have none (scripts/service-worker.mjs). */
declare const __PRECACHE__: { url: string; revision: string | null }[];
