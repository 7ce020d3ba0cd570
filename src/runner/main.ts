import { loseDevices } from './device-losses';
import { experiment } from './experiment';
import { loadFile, sendEvent } from './host';
import { longRun } from './long-run';
import { measure } from './measure';
import { pretrain } from './pretrain';
import { provoke } from './provoke';

declare global {
  interface Window {
    /** What scripts/run-in-page.mjs can call by name: JSON in, JSON out. */
    trimpi: Record<string, (argument: never) => Promise<unknown>>;
  }
}

/** Loaded on demand: only the benchmark needs the libraries that it compares with. */
async function bench(request: never): Promise<unknown> {
  const { runBench } = await import('../bench/bench');
  const listener = {
    row: (row: unknown) => void sendEvent({ kind: 'row', row }),
    say: (line: string) => void sendEvent({ kind: 'say', line }),
  };
  return runBench(request, listener, loadFile);
}

window.trimpi = { provoke, pretrain, experiment, measure, bench, loseDevices, longRun };
