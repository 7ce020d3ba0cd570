import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  AttentionView,
  SequenceChoice,
  TrainingSequenceView,
} from '../../experiment/inspect/inspection';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { StageName } from '../../experiment/plan/methods';
import type { AnswerRow } from '../../experiment/record/answer-rows';
import type { ExampleView, RunRecord } from '../../experiment/record/run-record';
import { NOTHING_DONE, startOf } from '../../experiment/record/run-state';
import type { TrainerClient } from '../../worker/client';
import type { Command, Grain, KeptRun, ModelRef, TrainerEvent } from '../../worker/protocol';
import { applyEvent, INITIAL_PAGE, isActive, type KeptView, type PageState, startedRun } from './run-view';

/** Events are folded in batches this many milliseconds apart, so that fast steps do not redraw the page each. */
const BATCH_MS = 120;

/** A trainer that has not let go of a stopped run after this time is in the middle of long work: it is ended. */
const STOP_MS = 2500;
const ENDED =
  'The trainer was in the middle of long work, so it was ended to stop at once. If the run had come to a checkpoint, it is offered below.';

/** What a run in progress is when its trainer has been ended. The next trainer tells whether the run is kept. */
const ENDED_RUN = { status: 'stopped', pausing: false, stopping: false, isKept: null } as const;

const NO_TRAINER = 'The trainer is not there to ask. Restart it and try again.';

export interface RunActions {
  /** Starts the trainer and asks it for a backend. Does nothing when it is there already. */
  open(): void;
  /** Ends the trainer, if there is one, and starts another. */
  restart(): void;
  start(config: ExperimentConfig, paused: boolean): void;
  pause(): void;
  resume(): void;
  step(grain: Grain): void;
  /** From now on the live run keeps every group of its RL steps, or some. */
  keepGroups(all: boolean): void;
  stop(): void;
  /** Goes on with an interrupted run. */
  restore(kept: Extract<KeptRun, { ok: true }>): void;
  /** Forgets an interrupted run for good. */
  discard(id: string): void;
  /** Takes the live run back to the start of a stage or to its last checkpoint, and holds it there. */
  rewind(to: StageName | 'checkpoint'): void;
  /** Trains a finished run of this browser again from the start of a stage, as a new run, and holds it there. */
  retrain(record: RunRecord, to: StageName): void;
  /** Asks the trainer which runs this browser keeps: the list has changed. */
  tellOwn(): void;
  /** Says which run is on the screens, by its id: its models stay while it is. */
  lookAt(id: string | null): void;
  ask(model: ModelRef, example: ExampleView, policyInPrompt: boolean): void;
  /**
   * Sends a question whose answer the page state does not keep: it comes to those who {@link RunActions.listen}.
   * Returns its number; null when there is no trainer to ask.
   */
  send(model: ModelRef, example: ExampleView, policyInPrompt: boolean): number | null;
  /** Takes questions back whose answers nobody waits for any more. */
  withdraw(requests: readonly number[]): void;
  /** Calls the listener with every batch of events, after it was folded in; returns the way to stop. */
  listen(listener: (events: readonly TrainerEvent[]) => void): () => void;
  /** Lets a model answer examples of one task together: the answers, in the order of the examples. */
  answerAll(
    model: ModelRef,
    examples: readonly ExampleView[],
    policyInPrompt: boolean,
  ): Promise<Answer<readonly AnswerRow[]>>;
  /** Lets a model answer an example, and tells where it looked for every token of its answer. */
  attend(model: ModelRef, example: ExampleView, policyInPrompt: boolean): Promise<Answer<AttentionView>>;
  /** A training sequence, with what each of the models loses on it. */
  sequence(choice: SequenceChoice, models: readonly ModelRef[]): Promise<Answer<TrainingSequenceView>>;
  /** The weights after a stage of a run as a safetensors file, or a sentence on why there are none. */
  exportWeights(id: string, stage: StageName): Promise<Answer<ArrayBuffer>>;
  /** Makes a safetensors file a base model of this tab: its name for configs, or why the file is refused. */
  importBase(bytes: ArrayBuffer): Promise<Answer<string>>;
  /** Forgets the streamed answer. */
  clearAnswer(): void;
  /** Takes the trainer's failure off the page. */
  dismissFailure(): void;
}

/** What the trainer answers to a request that is no question to a model. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

export type RunStore = PageState & RunActions;

export interface RunStoreParts {
  readonly connect: () => TrainerClient;
  /** The date of a new run, ISO. */
  readonly now: () => string;
  /** What the visitor wants to train on; null: what is faster. */
  readonly preferred: () => 'webgpu' | 'wasm' | null;
  /** Calls back after `ms`; the tests call at once. */
  readonly later: (callback: () => void, ms: number) => void;
}

/** The store of runs: commands go out, events are folded in. */
export function createRunStore({ connect, now, later, preferred }: RunStoreParts): StoreApi<RunStore> {
  let client: TrainerClient | null = null;
  let runs = 0;
  let requests = 0;
  let waiting: TrainerEvent[] = [];
  const listeners = new Set<(events: readonly TrainerEvent[]) => void>();
  const pending = new Map<number, (event: TrainerEvent | null) => void>();
  /** Files that the visitor brought, by their names as bases; a trainer keeps them in its memory only. */
  const bases = new Map<string, ArrayBuffer>();

  /** Sends a request and waits for what `read` makes of the event that answers it. */
  function request<T>(
    command: (request: number) => Command,
    read: (event: TrainerEvent) => T | null,
  ): Promise<Answer<T>> {
    return new Promise((resolve) => {
      if (!client) {
        resolve({ ok: false, message: NO_TRAINER });
        return;
      }
      requests += 1;
      const number = requests;
      pending.set(number, (event) => {
        pending.delete(number);
        const value = event && read(event);
        if (value !== null) resolve({ ok: true, value });
        else resolve({ ok: false, message: event?.kind === 'failed' ? event.message : NO_TRAINER });
      });
      client.send(command(number));
    });
  }

  return createStore<RunStore>((set, get) => {
    const fold = () => {
      if (waiting.length === 0) return;
      const events = waiting;
      waiting = [];
      set((state) => events.reduce<PageState>(applyEvent, state));
      for (const listener of listeners) listener(events);
      for (const event of events) {
        if ('request' in event && event.request !== undefined) pending.get(event.request)?.(event);
      }
    };
    const receive = (event: TrainerEvent) => {
      waiting.push(event);
      if (waiting.length === 1) later(fold, BATCH_MS);
    };
    const open = () => {
      if (client) return;
      client = connect();
      client.subscribe(receive);
      client.send({ kind: 'open', preferred: preferred() });
      for (const bytes of bases.values()) {
        requests += 1;
        client.send({ kind: 'import-base', request: requests, bytes });
      }
    };
    const sendToRun = (kind: 'pause' | 'resume' | 'stop') => {
      const run = get().live?.run;
      if (run !== undefined) client?.send({ kind, run });
    };
    return {
      ...INITIAL_PAGE,
      open,
      restart() {
        client?.close();
        client = null;
        // A run that has finished has told so, and is on the list.
        fold();
        for (const settle of [...pending.values()]) settle(null);
        set(({ live }) => ({
          trainer: INITIAL_PAGE.trainer,
          live: live && { ...live, ...(isActive(live) ? ENDED_RUN : {}), modelsGone: true },
          answer: null,
        }));
        open();
      },
      start(config, paused) {
        const backend = get().trainer.backend;
        if (!backend) return;
        runs += 1;
        set({ live: startedRun(runs, config, backend, now()), answer: null });
        client?.send({ kind: 'start', run: runs, config, paused });
      },
      pause() {
        set(({ live }) => ({ live: live && { ...live, pausing: true } }));
        sendToRun('pause');
      },
      resume: () => sendToRun('resume'),
      stop() {
        const { live } = get();
        if (!live || !isActive(live)) return;
        set({ live: { ...live, stopping: true } });
        sendToRun('stop');
        later(() => {
          fold();
          const now = get().live;
          if (now?.run !== live.run || !now.stopping) return;
          get().restart();
          set((state) => ({ live: state.live && { ...state.live, notice: ENDED } }));
        }, STOP_MS);
      },
      restore(kept) {
        const backend = get().trainer.backend;
        if (!backend) return;
        runs += 1;
        set((state) => ({
          live: startedRun(runs, kept.config, backend, now()),
          answer: null,
          // No longer on offer; the trainer tells again what is, when the run has ended.
          kept: without(state.kept, kept.id),
        }));
        client?.send({ kind: 'restore', run: runs, id: kept.id });
      },
      discard(id) {
        set(({ kept }) => ({ kept: without(kept, id) }));
        client?.send({ kind: 'discard', id });
      },
      rewind(to) {
        const { live, trainer } = get();
        if (!live || !trainer.backend) return;
        runs += 1;
        const { config, stages } = live.record;
        const fresh = startedRun(runs, config, trainer.backend, now());
        const at = stages.findIndex(({ stage }) => stage === to);
        // What stays in sight until the trainer tells it again.
        const kept = at < 0 ? stages : stages.slice(0, at);
        set({ live: { ...fresh, record: { ...fresh.record, stages: kept } }, answer: null });
        client?.send({ kind: 'rewind', run: runs, of: live.run, to });
      },
      keepGroups(all) {
        const { live } = get();
        if (!live) return;
        set({ live: { ...live, keepsAllGroups: all } });
        client?.send({ kind: 'keep-groups', run: live.run, all });
      },
      retrain(record, to) {
        const { trainer } = get();
        if (!trainer.backend) return;
        runs += 1;
        const fresh = startedRun(runs, record.config, trainer.backend, now());
        const before = startOf(to, { ...NOTHING_DONE, stages: record.stages }).stages;
        set({ live: { ...fresh, record: { ...fresh.record, stages: before } }, answer: null });
        client?.send({ kind: 'retrain', run: runs, record, to });
      },
      tellOwn: () => client?.send({ kind: 'tell-own' }),
      lookAt: (id) => client?.send({ kind: 'look-at', id }),
      step(grain) {
        const run = get().live?.run;
        if (run !== undefined) client?.send({ kind: 'step', run, grain });
      },
      ask(model, example, policyInPrompt) {
        if (!client) return;
        requests += 1;
        set({ answer: { request: requests, tokens: [], response: null } });
        client?.send({ kind: 'ask', request: requests, model, example, policyInPrompt });
      },
      send(model, example, policyInPrompt) {
        if (!client || !get().trainer.backend) return null;
        requests += 1;
        client.send({ kind: 'ask', request: requests, model, example, policyInPrompt });
        return requests;
      },
      withdraw(withdrawn) {
        client?.send({ kind: 'withdraw', requests: withdrawn });
      },
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      answerAll: (model, examples, policyInPrompt) =>
        request(
          (number) => ({ kind: 'answer-all', request: number, model, examples, policyInPrompt }),
          (event) => (event.kind === 'answered-all' ? event.rows : null),
        ),
      attend: (model, example, policyInPrompt) =>
        request(
          (number) => ({ kind: 'attend', request: number, model, example, policyInPrompt }),
          (event) => (event.kind === 'attention' ? event.view : null),
        ),
      sequence: (choice, models) =>
        request(
          (number) => ({ kind: 'sequence', request: number, choice, models }),
          (event) => (event.kind === 'sequence' ? event.view : null),
        ),
      exportWeights(id, stage) {
        const { live } = get();
        const run = live?.record.id === id ? live.run : 0;
        return request(
          (number) => ({ kind: 'export-weights', run, id, request: number, stage }),
          (event) => (event.kind === 'weights' ? event.bytes : null),
        );
      },
      async importBase(bytes) {
        const imported = await request(
          (number) => ({ kind: 'import-base', request: number, bytes }),
          (event) => (event.kind === 'base-imported' ? event.name : null),
        );
        if (imported.ok) bases.set(imported.value, bytes);
        return imported;
      },
      clearAnswer: () => set({ answer: null }),
      dismissFailure: () => set(({ trainer }) => ({ trainer: { ...trainer, failure: null } })),
    };
  });
}

function without(kept: KeptView, id: string): KeptView {
  return { ...kept, runs: kept.runs.filter((run) => run.id !== id) };
}
