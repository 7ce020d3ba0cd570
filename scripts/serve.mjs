import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { extname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The same policy goes into the built pages as a <meta> tag, for hosts that set no headers. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
].join('; ');

const MIME = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
});

/** Cross-origin isolation: SharedArrayBuffer, so wasm threads, and finer timers. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const HEADERS = {
  'Content-Security-Policy': `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  ...ISOLATION,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Browsers heed the opener policy from addresses that they trust (HTTPS, or this computer), and complain of it from others. Only to the
 * former do they say what a request is for.
 */
function headersFor(/** @type {import('node:http').IncomingMessage} */ { headers }) {
  const { 'Cross-Origin-Opener-Policy': _, ...plain } = HEADERS;
  return headers['sec-fetch-mode'] === undefined ? plain : HEADERS;
}

/** @returns {Promise<Map<string, Buffer>>} every file under `dir`, keyed by URL path. */
async function readTree(/** @type {string} */ dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => {
        const key = `/${relative(dir, file).split(sep).join('/')}`;
        return /** @type {[string, Buffer]} */ ([key, await readFile(file)]);
      }),
    ),
  );
}

/** @returns {string | undefined} the decoded path of a request, undefined when it is malformed. */
function requestPath(/** @type {string | undefined} */ target) {
  try {
    const path = decodeURIComponent(new URL(target ?? '/', 'http://localhost').pathname);
    return path.endsWith('/') ? `${path}index.html` : path;
  } catch {
    return undefined;
  }
}

/**
 * Serves a folder from memory, read once at the start: a rebuild never changes a running page under its feet, and no
 * request can reach a path outside the folder, because a request is only ever a look-up in that table.
 *
 * The page asks for `addresses.json`, to put an address that others can reach into the links that it makes.
 *
 * @param {{ dir: string, port?: number, lan?: boolean }} options `port` 0 or a port in use: any free one; `lan`: for every
 *   device of the network, else for this computer only.
 * @returns {Promise<{ url: string, addresses: string[], close: () => Promise<void> }>} `url`, for this computer, and
 *   `addresses`, for others, end with a slash.
 */
export async function serve({ dir, port = 0, lan = false }) {
  const files = await readTree(resolve(dir));
  const server = createServer((request, response) => {
    const path = requestPath(request.url);
    const body = path === undefined ? undefined : files.get(path);
    const headers = headersFor(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    } else if (path === undefined || body === undefined) {
      response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    } else {
      response.writeHead(200, {
        ...headers,
        'Content-Type': MIME[extname(path)] ?? 'application/octet-stream',
        'Content-Length': body.length,
        // Vite puts a content hash into the names under assets/; everything else must be asked for again.
        'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    }
  });
  const bound = await listen(server, port, lan ? '0.0.0.0' : '127.0.0.1');
  const addresses = lan ? networkAddresses().map((address) => `http://${address}:${bound}/`) : [];
  files.set('/addresses.json', Buffer.from(JSON.stringify({ addresses })));
  return {
    url: `http://127.0.0.1:${bound}/`,
    addresses,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Where home and school networks have their devices; what else there is belongs to virtual machines and tunnels. */
const LIKELY = [/^192\.168\./, /^10\./];

/** @returns {string[]} the IPv4 addresses that this computer has in networks, the likeliest first. */
function networkAddresses() {
  const rank = (/** @type {string} */ address) => {
    const place = LIKELY.findIndex((pattern) => pattern.test(address));
    return place < 0 ? LIKELY.length : place;
  };
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
    .sort((a, b) => rank(a) - rank(b));
}

/** @returns {Promise<number>} the port in use. */
function listen(
  /** @type {import('node:http').Server} */ server,
  /** @type {number} */ port,
  /** @type {string} */ host,
) {
  return new Promise((done, fail) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EADDRINUSE' || port === 0) fail(error);
      else listen(server, 0, host).then(done, fail);
    });
    server.listen(port, host, () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await serve({ dir: 'dist', port: 4173 });
  console.log(`Serving dist at ${url}`);
}
