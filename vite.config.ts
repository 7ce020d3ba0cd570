import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { hashFiles } from './scripts/hash.mjs';
import { CONTENT_SECURITY_POLICY, ISOLATION } from './scripts/serve.mjs';

/** Built pages carry their policy themselves, for static hosts that cannot set headers. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** The recorded run that the page opens with is fetched beside the code, not after it. */
function recordingPreload(): Plugin {
  return {
    name: 'recording-preload',
    apply: 'build',
    transformIndexHtml: async (_, { filename }) => {
      if (!filename.endsWith('index.html')) return [];
      const index = 'runs/index.json';
      const [first] = JSON.parse(await readFile(join('public', index), 'utf8'));
      return [index, ...(first ? [`runs/${first.file}`] : [])].map((href) => ({
        tag: 'link',
        attrs: { rel: 'preload', as: 'fetch', href, crossorigin: true },
        injectTo: 'head',
      }));
    },
  };
}

/** Dynamic imports go through src/pieces/preload.ts, which can try again, in the place of Vite's own preloading. */
function piecePreload(): Plugin {
  return {
    name: 'piece-preload',
    apply: 'build',
    transform: {
      filter: { id: /vite\/preload-helper/ },
      handler: () => ({
        code: `export { preload as __vitePreload } from ${JSON.stringify(resolve('src/pieces/preload.ts'))};`,
        map: null,
      }),
    },
  };
}

export default defineConfig(async () => ({
  // Which code ran, for the records: a hash of the sources, the same in every clone.
  define: { __BUILD__: JSON.stringify((await hashFiles(['src'])).slice(0, 12)) },
  // Relative addresses: the built folder can be hosted under any path.
  base: './',
  plugins: [react(), contentSecurityPolicy(), recordingPreload(), piecePreload()],
  worker: { format: 'es' as const },
  server: { headers: ISOLATION },
  build: {
    target: 'es2023',
    // Fonts, wasm and images stay files: data: addresses would need a weaker policy.
    assetsInlineLimit: 0,
    // tfjs is one big chunk of the worker's, which the page never waits for.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: { input: ['index.html', 'runner.html'] },
  },
}));
