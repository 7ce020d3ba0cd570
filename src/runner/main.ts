import { experiment } from './experiment';
import { pretrain } from './pretrain';

declare global {
  interface Window {
    /** What scripts/run-in-page.mjs can call by name: JSON in, JSON out. */
    trimpi: Record<string, (argument: never) => Promise<unknown>>;
  }
}

window.trimpi = { pretrain, experiment };
