import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserFlags, findBrowser } from './scripts/browser.mjs';
import { ISOLATION } from './scripts/serve.mjs';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tests/*.test.ts'],
          exclude: ['src/**/*.browser.test.ts'],
          // Properties over many draws, on machines that may be busy.
          testTimeout: 30_000,
          environment: 'node',
        },
      },
      {
        // Every kernel on the real WebGPU API, and on the wasm and cpu backends, inside Chromium.
        // Isolated as the served page is: wasm has threads then.
        server: { headers: ISOLATION },
        // What is asked for and is not there is an error, as on any file server, and not the page of the app: vite
        // would look for what that page needs, and reload the page of the test to give it that.
        appType: 'mpa',
        optimizeDeps: {
          // Found while a test runs, they would make vite reload the page under it.
          include: [
            'react',
            'react-dom/client',
            ...['core', 'backend-cpu', 'backend-wasm', 'backend-webgpu'],
            'core/dist/register_all_gradients',
            'backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
          ].map((part) => `@tensorflow/tfjs-${part}`),
        },
        test: {
          name: 'kernels',
          include: ['src/**/*.browser.test.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findBrowser(), args: browserFlags('webgpu') },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        // The built app, in a browser: `npm run build` first.
        test: {
          name: 'app',
          include: ['tests/app/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // On a machine that others use, too, one try in some hundreds meets a limit of time; the report marks a second try.
          retry: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
