import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { keyOf } from '../../experiment/plan/key-of';
import { resultOf } from '../../experiment/results/sweep-table';
import {
  again,
  cancelled,
  type Ending,
  ended,
  enqueued,
  held,
  moved,
  nextRun,
  type Queue,
  type QueuedRun,
  released,
  runningRun,
  started,
  withoutFinished,
} from './queue';
import { queueText, readQueue } from './queue-storage';
import type { RunStore } from './run-store';
import { isActive, type RunView } from './run-view';

/** The queue of this browser, and what starts its runs one after the other. */
export interface QueueStore {
  readonly queue: Queue;
  /** A sentence about what could not be done or read; null when there is nothing to say. */
  readonly fault: string | null;
  /** Another tab works on the queue: this one shows how it stands, and changes nothing. */
  readonly isElsewhere: boolean;
  add(configs: readonly ExperimentConfig[]): Promise<void>;
  hold(): Promise<void>;
  release(): Promise<void>;
  move(id: string, by: -1 | 1): Promise<void>;
  cancel(id: string): Promise<void>;
  /** A run that failed or was stopped waits again. */
  retry(id: string): Promise<void>;
  /** Takes out what is over, or, where nothing is left to do, everything. */
  clear(): Promise<void>;
  dismissFault(): void;
  /** Shows what another tab has made of the queue. */
  follow(text: string | null): void;
}

export interface QueueParts {
  readonly runs: Pick<StoreApi<RunStore>, 'getState' | 'subscribe'>;
  readonly read: () => string | null;
  readonly write: (text: string) => void;
  /** Makes this tab the one that changes the queue; returns the way to let go, or null where another tab has it. */
  readonly claim: () => Promise<(() => void) | null>;
  /** Tells whether another tab has the queue, now and when that ends. */
  readonly watchOthers: (tell: (isElsewhere: boolean) => void) => void;
  /** Starts a run without taking what the visitor looks at off the screens; the first run of a press is shown. */
  readonly start: (run: () => void, isFirst: boolean) => void;
}

const FOLLOWED = 'Another tab of this browser works on the queue.';
const ELSEWHERE = 'The queue is in use in another tab of this browser. Hold it there first.';

export function createQueueStore({
  runs,
  read,
  write,
  claim,
  watchOthers,
  start,
}: QueueParts): StoreApi<QueueStore> {
  const kept = readQueue(read());
  let letGo: (() => void) | null = null;
  /** The number of the live run that the queue's run is. */
  let number: number | null = null;
  let isFirst = true;
  const store = createStore<QueueStore>((set, get) => {
    const change = async (next: (queue: Queue) => Queue) => {
      if (letGo) {
        set({ queue: next(get().queue), fault: null });
        return;
      }
      letGo = await claim();
      if (!letGo) {
        set({ fault: ELSEWHERE });
        return;
      }
      // Another tab may have changed it before.
      const text = read();
      const { queue } = get();
      set({ queue: next(text === queueText(queue) ? queue : readQueue(text).queue), fault: null });
    };
    return {
      queue: kept.queue,
      fault: kept.fault,
      isElsewhere: false,
      add: (configs) => change((queue) => enqueued(queue, configs)),
      hold: () => change((queue) => held(queue)),
      release() {
        isFirst = true;
        return change(released);
      },
      move: (id, by) => change((queue) => moved(queue, id, by)),
      cancel: (id) => change((queue) => cancelled(queue, id)),
      retry: (id) => change((queue) => again(queue, id)),
      clear: () => change(withoutFinished),
      dismissFault: () => set({ fault: null }),
      follow(text) {
        if (letGo) return;
        const { queue } = readQueue(text);
        set({ queue: queue.runs.length > 0 ? held(queue, FOLLOWED) : queue });
        watchOthers((isElsewhere) => set({ isElsewhere }));
      },
    };
  });

  /** What has become of the queue's run; null while it goes on. */
  const endingOf = (run: QueuedRun, live: RunView | null): Ending | null => {
    if (live && live.run !== number && isActive(live) && isSame(live.record.config, run.config)) {
      // Taken back to an earlier stage: it is the same run under a new number.
      number = live.run;
      return null;
    }
    if (!live || live.run !== number) return { state: 'stopped' };
    switch (live.status) {
      case 'finished':
        return { state: 'done', accuracy: resultOf(live.record), record: live.record.id };
      case 'failed':
        return { state: 'failed', message: live.failure ?? 'It ended without a word.' };
      case 'stopped':
        return { state: 'stopped' };
      default:
        return null;
    }
  };
  const begin = (run: QueuedRun) => {
    const { kept, start: startNew, restore } = runs.getState();
    const interrupted =
      run.state === 'interrupted' ? kept.runs.find((one) => one.ok && isSame(one.config, run.config)) : null;
    start(() => {
      if (interrupted?.ok) restore(interrupted);
      else startNew(run.config, false);
    }, isFirst);
    isFirst = false;
    number = runs.getState().live?.run ?? null;
  };
  let isDriving = false;
  /** One step: takes note of an end, or starts what is next. */
  const drive = () => {
    if (isDriving || !letGo) return;
    isDriving = true;
    try {
      const { live, trainer } = runs.getState();
      const { queue } = store.getState();
      const current = runningRun(queue);
      const ending = current && endingOf(current, live);
      if (current && ending) store.setState({ queue: ended(queue, current.id, ending) });
      const now = store.getState().queue;
      const next = nextRun(now);
      if (now.isHeld || runningRun(now) || !next || !trainer.backend) return;
      if (!isActive(live)) begin(next);
      else if (live && next.state === 'interrupted' && isSame(live.record.config, next.config)) {
        // The visitor has resumed it by hand.
        number = live.run;
      } else return;
      store.setState({ queue: started(now, next.id) });
    } finally {
      isDriving = false;
    }
  };
  store.subscribe(({ queue }, before) => {
    if (queue === before.queue) return;
    // What another tab wrote is its to write.
    if (letGo) write(queue.runs.length > 0 ? queueText(queue) : '');
    drive();
    const { isHeld } = store.getState().queue;
    if (letGo && (isHeld || !nextRun(queue)) && !runningRun(store.getState().queue)) {
      letGo();
      letGo = null;
    }
  });
  runs.subscribe(({ live, trainer }, before) => {
    if (live !== before.live || trainer.backend !== before.trainer.backend) drive();
  });
  watchOthers((isElsewhere) => store.setState({ isElsewhere }));
  return store;
}

function isSame(a: ExperimentConfig, b: ExperimentConfig): boolean {
  return keyOf(a) === keyOf(b);
}
