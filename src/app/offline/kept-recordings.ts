import { useCallback, useEffect, useState } from 'react';
import type { RecordingEntry } from '../state/recordings';
import { RECORDINGS_CACHE } from './recordings-cache';

export interface KeptRecordings {
  /** There is no network, and these files are not kept. */
  readonly missing: ReadonlySet<string>;
  /** How many could be kept still; 0 where the browser keeps nothing. */
  readonly left: number;
  /** Keeps all; null, or why not, as a sentence. */
  keep(): Promise<string | null>;
}

/** Which recordings are there without a network, and the way to keep them. */
export function useKeptRecordings(recordings: readonly RecordingEntry[]): KeptRecordings {
  const [absent, setAbsent] = useState<readonly string[]>([]);
  const isOffline = useOffline();
  const look = useCallback(async () => setAbsent(await absentFiles(recordings)), [recordings]);
  useEffect(() => {
    void look();
    const workers = navigator.serviceWorker;
    workers?.addEventListener('controllerchange', look);
    return () => workers?.removeEventListener('controllerchange', look);
  }, [look]);
  return {
    missing: new Set(isOffline ? absent.filter((name) => recordings.some(({ file }) => file === name)) : []),
    left: isOffline ? 0 : absent.length,
    async keep() {
      try {
        const cache = await caches.open(RECORDINGS_CACHE);
        await cache.addAll(absent.map(addressOf));
        return null;
      } catch {
        return 'Not all recordings could be kept: the network failed, or the browser has no room. Try again.';
      } finally {
        await look();
      }
    },
  };
}

/** The files that a visit without a network would lack; none where no service worker serves this page. */
async function absentFiles(recordings: readonly RecordingEntry[]): Promise<string[]> {
  if (!navigator.serviceWorker?.controller) return [];
  const found = await Promise.all(
    recordings
      .flatMap(({ file, answers }) => (answers ? [file, answers] : [file]))
      .map(async (file) =>
        // What was fetched with the page lies under an address with its version.
        (await caches.match(addressOf(file), { ignoreSearch: true }).catch(() => undefined)) ? [] : file,
      ),
  );
  return found.flat();
}

function addressOf(file: string): string {
  return `runs/${file}`;
}

function useOffline(): boolean {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return isOffline;
}
