import { again } from './again';

/** The files that are there or on their way. */
const present = new Map<string, Promise<void>>();

/**
 * Imports a piece of the page after its files have been fetched. The build puts this in the place of Vite's own preloading
 * (vite.config.ts). A failed import is remembered by browsers (whatwg/html#6768; Chromium 150 still does), so that no
 * second try could succeed; a failed fetch is not. What was fetched is imported from the browser's cache.
 *
 * @param files of the piece, scripts and styles, relative to `importer`
 */
export async function preload<T>(
  load: () => Promise<T>,
  files: readonly string[] = [],
  importer = document.baseURI,
): Promise<T> {
  await Promise.all(files.map((file) => fetched(new URL(file, importer).href)));
  return load();
}

function fetched(address: string): Promise<void> {
  const known = present.get(address);
  if (known) return known;
  const links = [...document.querySelectorAll('link')];
  const isThere = links.some(({ href, rel }) => href === address && /^(stylesheet|modulepreload)$/.test(rel));
  const work = isThere
    ? Promise.resolve()
    : again(() => (address.endsWith('.css') ? style(address) : script(address)));
  present.set(address, work);
  work.catch(() => present.delete(address));
  return work;
}

async function script(address: string): Promise<void> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  // To its end, or the cache would not have it.
  await response.arrayBuffer();
}

function style(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.crossOrigin = '';
    link.href = address;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(address));
    });
    document.head.append(link);
  });
}
