import { installDependencies } from './install.mjs';

const PORT = 4173;

try {
  await installDependencies();
  const { buildIfStale } = await import('./build.mjs');
  const { serve } = await import('./serve.mjs');
  console.log('Building (first time: a few seconds) ...');
  const { url } = await serve({ dir: await buildIfStale(), port: PORT });
  console.log(
    `TriMPI Playground is running at ${url} - open it in Chrome, Edge, Safari 26 or Firefox. Ctrl+C stops it.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
