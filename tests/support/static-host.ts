import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** A host as pages hosts are: the folder lies under a path of its own, and no header but the type can be set. */
export async function staticHost(folder: string, path = '/trimpi/') {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const below = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const body =
      below.startsWith(path) && (await readFile(join(folder, below.slice(path.length))).catch(() => null));
    if (!body) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'Content-Type': TYPES[extname(below)] ?? 'application/octet-stream' })
      .end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
