import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { hashFiles } from './scripts/hash.mjs';
import { CONTENT_SECURITY_POLICY } from './scripts/serve.mjs';

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

export default defineConfig(async () => ({
  // Which code ran, for the records: a hash of the sources, the same in every clone.
  define: { __BUILD__: JSON.stringify((await hashFiles(['src'])).slice(0, 12)) },
  // Relative addresses: the built folder can be hosted under any path.
  base: './',
  plugins: [react(), contentSecurityPolicy()],
  worker: { format: 'es' as const },
  build: {
    target: 'es2023',
    // Fonts, wasm and images stay files: data: addresses would need a weaker policy.
    assetsInlineLimit: 0,
    // tfjs is one big chunk of the worker's, which the page never waits for.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: { input: ['index.html', 'runner.html'] },
  },
}));
