import { useEffect, useState } from 'react';

/** The address under which this page is shared. */
export interface Reach {
  /** Without query and fragment. */
  readonly page: string;
  /** What others should know of that address, as a sentence; null where it is the one in the address bar. */
  readonly note: string | null;
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The address of a page for others: its own, unless only this computer understands that. `scripts/serve.mjs` knows then
 * whether it serves the network, and under which address.
 *
 * @param own address of the page, without query and fragment
 * @param ask fetches what the server says, an address relative to the page's
 */
export async function reachOf(own: string, ask: (path: string) => Promise<unknown>): Promise<Reach> {
  const { hostname, pathname } = new URL(own);
  if (!LOOPBACK.test(hostname)) return { page: own, note: null };
  const said = await ask('addresses.json').catch(() => null);
  const [origin] = addressesIn(said);
  if (origin === undefined) {
    const note =
      'Only this computer can open this link. To share the page with the room, start it with “npm start -- --lan”; to share it with everybody, put it on a web server.';
    return { page: own, note };
  }
  const page = new URL(pathname, origin).href;
  return { page, note: `The link has the address of this computer in its network: ${origin}` };
}

function addressesIn(said: unknown): string[] {
  const { addresses } = (said ?? {}) as { addresses?: unknown };
  return Array.isArray(addresses) ? addresses.filter((one) => URL.canParse(one)) : [];
}

/** Where this page can be reached; null until it is known. */
export function useReach(): Reach | null {
  const [reach, setReach] = useState<Reach | null>(null);
  useEffect(() => {
    let current = true;
    void pageReach().then((found) => current && setReach(found));
    return () => {
      current = false;
    };
  }, []);
  return reach;
}

/** Where this page can be reached. */
export function pageReach(): Promise<Reach> {
  return reachOf(location.origin + location.pathname, async (path) => {
    const response = await fetch(path, { cache: 'no-store' });
    return response.json();
  });
}
