import type { ExperimentConfig } from '../../experiment/plan/config';
import { keyOf } from '../../experiment/plan/key-of';

/** A queue of runs as data: what waits, what runs, what came of it. Nothing here starts anything. */

export type QueuedState = 'waiting' | 'running' | 'interrupted' | 'done' | 'failed' | 'stopped';

export interface QueuedRun {
  /** Unique in the queue. */
  readonly id: string;
  readonly config: ExperimentConfig;
  readonly state: QueuedState;
  /** What a run that is done came to: the accuracy of its method, 0 to 1; null where it has none. */
  readonly accuracy?: number | null;
  /** Its record's id in the list of runs. */
  readonly record?: string;
  /** Why it failed, as a sentence. */
  readonly message?: string;
}

export interface Queue {
  readonly runs: readonly QueuedRun[];
  /** While it is held nothing starts; the run in progress goes on. */
  readonly isHeld: boolean;
  /** Why it is held, as a sentence; null where the visitor held it. */
  readonly why: string | null;
}

export const EMPTY_QUEUE: Queue = { runs: [], isHeld: true, why: null };

/** After so many failures in a row the queue waits: what fails twice will fail again. */
const FAILURES = 2;

/** Puts runs at the end; those that wait there already are not put there twice. */
export function enqueued(queue: Queue, configs: readonly ExperimentConfig[]): Queue {
  const known = new Set(queue.runs.filter(isOpen).map(({ config }) => keyOf(config)));
  const fresh = configs.filter((config) => !known.has(keyOf(config)));
  const first = 1 + Math.max(0, ...queue.runs.map(({ id }) => Number(id)));
  const added = fresh.map((config, i): QueuedRun => ({ id: String(first + i), config, state: 'waiting' }));
  // Where nothing was left to do, the visitor starts what comes anew.
  const isHeld = queue.isHeld || !queue.runs.some(isOpen);
  return { ...queue, isHeld, runs: [...queue.runs, ...added] };
}

/** Whether a run still has to be made. */
export function isOpen({ state }: QueuedRun): boolean {
  return state === 'waiting' || state === 'running' || state === 'interrupted';
}

/** What starts next: a run that was interrupted goes first. */
export function nextRun({ runs }: Queue): QueuedRun | null {
  return (
    runs.find(({ state }) => state === 'interrupted') ?? runs.find(({ state }) => state === 'waiting') ?? null
  );
}

export function runningRun({ runs }: Queue): QueuedRun | null {
  return runs.find(({ state }) => state === 'running') ?? null;
}

/** Moves a waiting run one place up or down among those that wait; what runs, or is over, stays where it is. */
export function moved(queue: Queue, id: string, by: -1 | 1): Queue {
  const places = queue.runs.flatMap(({ state }, i) => (state === 'waiting' ? [i] : []));
  const from = places.findIndex((place) => queue.runs[place].id === id);
  const [here, there] = [places[from], places[from + by]];
  if (here === undefined || there === undefined) return queue;
  const runs = [...queue.runs];
  [runs[here], runs[there]] = [runs[there], runs[here]];
  return { ...queue, runs };
}

/** Takes a run out; one in progress stays. */
export function cancelled(queue: Queue, id: string): Queue {
  return { ...queue, runs: queue.runs.filter((run) => run.id !== id || run.state === 'running') };
}

/** Leaves what still has to be made. */
export function withoutFinished(queue: Queue): Queue {
  return { ...queue, runs: queue.runs.filter(isOpen) };
}

export function held(queue: Queue, why: string | null = null): Queue {
  return { ...queue, isHeld: true, why };
}

export function released(queue: Queue): Queue {
  return { ...queue, isHeld: false, why: null };
}

/** A run that failed or was stopped waits again, in its place. */
export function again(queue: Queue, id: string): Queue {
  return changed(queue, id, ({ config }) => ({ id, config, state: 'waiting' }));
}

export function started(queue: Queue, id: string): Queue {
  return changed(queue, id, ({ config }) => ({ id, config, state: 'running' }));
}

/** The run in progress is over. */
export type Ending =
  | { readonly state: 'done'; readonly accuracy: number | null; readonly record: string }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'stopped' };

/** What a queue makes of the end of its run: it goes on after a failure, and waits after a second one or when a run was stopped. */
export function ended(queue: Queue, id: string, ending: Ending): Queue {
  const next = changed(queue, id, ({ config }) => ({ id, config, ...ending }));
  if (ending.state === 'stopped') {
    return held(next, 'A run of the queue was stopped, so the queue waits. Go on when you like.');
  }
  const over = next.runs.filter(({ state }) => state === 'done' || state === 'failed');
  const at = next.runs.findIndex((run) => run.id === id);
  const before = next.runs.slice(0, at + 1).filter((run) => over.includes(run));
  const failures = before.slice(-FAILURES).filter(({ state }) => state === 'failed');
  if (ending.state === 'failed' && failures.length === FAILURES) {
    return held(
      next,
      `${FAILURES} runs in a row failed, so the queue waits: the next would most likely fail, too.`,
    );
  }
  return next;
}

/** A queue of an earlier visit: what ran then was interrupted, and nothing starts unasked. */
export function revived(queue: Queue): Queue {
  const runs = queue.runs.map((run) =>
    run.state === 'running' ? { ...run, state: 'interrupted' as const } : run,
  );
  const isWaiting = runs.some(isOpen);
  return held(
    { ...queue, runs },
    isWaiting ? 'The page was loaded anew, so the queue waits. Go on when you like.' : null,
  );
}

function changed(queue: Queue, id: string, change: (run: QueuedRun) => QueuedRun): Queue {
  return { ...queue, runs: queue.runs.map((run) => (run.id === id ? change(run) : run)) };
}
