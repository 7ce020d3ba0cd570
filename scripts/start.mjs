import { commandLine, refusal } from './command-line.mjs';
import { installDependencies } from './install.mjs';

const PORT = 4173;

const HELP = `npm start [-- options]

Installs, builds and serves the playground, and prints its address.

  --lan    for every device of this network, with a QR code: for a classroom
  --help`;

const { values, positionals } = commandLine('start', HELP, { lan: { type: 'boolean', default: false } });
if (positionals.length > 0) refusal('start')(`"${positionals[0]}" is not an option.`);

try {
  await installDependencies();
  const { buildIfStale } = await import('./build.mjs');
  const { serve } = await import('./serve.mjs');
  console.log('Building (first time: a few seconds) ...');
  const { url, addresses } = await serve({ dir: await buildIfStale(), port: PORT, lan: values.lan });
  console.log(
    `TriMPI Playground is running at ${url} - open it in Chrome, Edge, Safari 26 or Firefox. Ctrl+C stops it.`,
  );
  if (values.lan) {
    const { lanWords } = await import('./lan-words.mjs');
    console.log(lanWords(addresses));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
