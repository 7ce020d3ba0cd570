import type { CheckpointStore, Hold } from '../experiment/record/checkpoint-store';
import type { ModelStore } from '../experiment/record/model-store';
import type { RunRecord } from '../experiment/record/run-record';
import { NOTHING_DONE, startOf } from '../experiment/record/run-state';
import type { RunStorage } from '../experiment/record/run-store-db';
import { runTitle } from '../experiment/results/run-title';
import { measureSpeed } from '../experiment/run/calibrate';
import { forgetLargeData } from '../experiment/run/dataset';
import { type PipelineResult, runPipeline } from '../experiment/run/pipeline';
import { type Engine, openEngine } from '../kernels/backend/open-engine';
import { AskQueue } from './ask-queue';
import { DeviceLost, DeviceWatch, withOneRetry } from './device-loss';
import { Gate, Stopped } from './gate';
import { keptRuns } from './kept-runs';
import { latestOnly } from './latest-only';
import { type Job, LiveRun } from './live-run';
import { ModelLibrary } from './model-library';
import { ModelShelf } from './model-shelf';
import { ELSEWHERE, openKeeper } from './open-keeper';
import type { BackendName, Command, Grain, TrainerEvent } from './protocol';
import { QuestionDesk } from './question-desk';
import { quoted, sentence } from './sentence';
import { failure, newRun, provenanceOf, speedOf } from './session-words';

/** Of each split of a run that is over: all of Quick's, for those who look into it; 36 MB. */
const KEPT_EXAMPLES = 3000;

/** Who opens the page on a question waits for its answer first: the pipelines of training would be compiled before it. */
const QUIET_MS = 300;

/** Owns the engine, the models and the run in progress. */
export class Session {
  private engine: Engine | null = null;
  /** What the visitor wants to train on; null: what is faster. */
  private preferred: BackendName | null = null;
  private device = new DeviceWatch();
  private readonly shelf: ModelShelf;
  /** The models of runs that are over. */
  readonly library: ModelLibrary;
  private current: {
    readonly run: number;
    readonly base: string;
    readonly gate: Gate;
    readonly done: Promise<void>;
  } | null = null;
  /** The run that waits for the one before it to end. */
  private waiting: { readonly run: number; readonly gate: Gate } | null = null;
  /** The run that the models on the shelf are of; it can be taken back. */
  private latest: LiveRun | null = null;
  private readonly questions = new AskQueue();
  private isWatching = false;
  /** What the page asks of models. */
  readonly desk: QuestionDesk;

  /**
   * @param site address of the page's folder, with the checkpoints in `models/` and `runs/`
   * @param build identifies the code in records
   * @param store keeps runs between visits; null where the browser cannot
   * @param records keeps the records of finished runs
   * @param models keeps their models
   */
  constructor(
    private readonly emit: (event: TrainerEvent) => void,
    site: string,
    private readonly build: string,
    private readonly store: CheckpointStore | null,
    private readonly records: Pick<RunStorage, 'keep' | 'has' | 'own'>,
    models: ModelStore,
  ) {
    this.library = new ModelLibrary(models, records, build);
    this.shelf = new ModelShelf(emit, site, this.library);
    this.desk = new QuestionDesk(emit, this.shelf, this.questions, {
      during: async (work) => {
        await this.ready();
        await this.device.during(work());
      },
      base: () => this.current?.base ?? null,
    });
    store?.onOthers(() => void this.tellKept());
  }

  async open(preferred: BackendName | null): Promise<void> {
    this.preferred = preferred;
    const kept = this.tellKept();
    const own = this.library.tidy().then(() => this.tellOwn());
    const engine = await this.openDevice();
    await Promise.all([kept, own]);
    await this.questions.quiet(QUIET_MS);
    await this.calibrate(engine);
  }

  /** Measures the speed by a few updates, the first that the device trains; one that does not get through them is given up. */
  private async calibrate({ backend }: Engine): Promise<void> {
    const { device } = this;
    try {
      const flopsPerSecond = await device.during(measureSpeed());
      this.emit({ kind: 'calibrated', flopsPerSecond });
    } catch (error) {
      if (backend !== 'webgpu') {
        throw error;
      }
      const why = error instanceof Error ? error.message : String(error);
      this.preferred = 'wasm';
      await this.openDevice(
        `The graphics device opened, but did not train (${quoted(why)}). Training runs on WebAssembly instead, on the processor.`,
      );
      // A run that has begun on it meanwhile waits for it no longer.
      device.lose('it did not train');
      this.emit({ kind: 'calibrated', flopsPerSecond: await measureSpeed() });
    }
  }

  /** The engine; another where there is none or its device was lost. */
  private async ready(): Promise<Engine> {
    return this.engine ?? (await this.openDevice());
  }

  /** @param fault why it is not the one that was wanted, instead of the engine's own words */
  private async openDevice(fault: string | null = null): Promise<Engine> {
    const device = new DeviceWatch();
    let isGone = false;
    const engine = await openEngine(
      this.preferred === 'cpu' ? null : this.preferred,
      (message) => this.emit({ kind: 'failed', run: this.current?.run ?? null, message }),
      (message) => {
        // The next to need it opens another.
        isGone = true;
        if (this.device === device) this.engine = null;
        device.lose(message);
      },
    );
    // One that was lost while it opened is nobody's: the next to need it opens another.
    this.engine = isGone ? null : engine;
    this.device = device;
    this.shelf.forgetDevice();
    this.emit({ kind: 'opened', ...engine, ...(fault && { note: fault, isFault: true }) });
    return engine;
  }

  /** Starts a run; a run in progress is stopped first. */
  async start({ run, config, paused }: Extract<Command, { kind: 'start' }>): Promise<void> {
    await this.begin({ ...newRun(config), run, paused, from: NOTHING_DONE, origin: null });
  }

  /** Goes on with a run that the browser kept. */
  async restore({ run, id }: Extract<Command, { kind: 'restore' }>): Promise<void> {
    const hold = await this.store?.hold(id);
    // It is no longer on offer in any other tab.
    if (hold) this.store?.tellOthers();
    const kept = await hold?.load();
    if (!kept?.content.ok) {
      hold?.release();
      await this.tellKept();
      const gone = hold ? 'This run is no longer kept; start it again.' : ELSEWHERE;
      throw new Error(kept?.content.ok === false ? kept.content.message : gone);
    }
    const { config, provenance, base, state } = kept.content.checkpoint;
    const origin = { base, provenance };
    const job = { run, id, config, started: provenance.date, paused: false, from: state, origin };
    // Held from the reading on: another tab could take the run further meanwhile.
    await this.begin(job, hold);
  }

  /** Takes a run of this session back, stops it if it goes on, and halts where it was taken to. */
  async rewind({ run, of, to }: Extract<Command, { kind: 'rewind' }>): Promise<void> {
    const live = this.latestRun(of);
    await this.stop();
    const state = live?.keeper?.latest;
    if (!live || !state) {
      throw new Error('The trainer no longer holds this run, so it cannot be taken back. Start it again.');
    }
    const from = to === 'checkpoint' ? state : startOf(to, state);
    await this.begin({ ...live.job, run, paused: true, from });
  }

  /** Trains a finished run again from the start of a stage; what it was stays as it is. */
  async retrain({ run, record, to }: Extract<Command, { kind: 'retrain' }>): Promise<void> {
    const { config, provenance } = record;
    const { base, from } = await this.library.startOf(record, to);
    await this.begin({ ...newRun(config), run, paused: true, from, origin: { base, provenance } });
  }

  async discard(id: string): Promise<void> {
    const hold = await this.store?.hold(id);
    const fault = await hold?.remove();
    hold?.release();
    this.store?.tellOthers();
    await this.tellKept();
    if (fault) {
      throw new Error(fault);
    }
  }

  private async tellKept(): Promise<void> {
    await this.lookForKept();
    if (!this.isWatching) {
      // After a reload the page before may still hold its run for a moment; other tabs may let go of theirs at any time.
      this.isWatching = true;
      void this.store?.freed().then(
        (isFree) => {
          this.isWatching = false;
          return isFree ? this.tellKept() : undefined;
        },
        // Locks that do not answer: nothing is known of other tabs.
        () => {
          this.isWatching = false;
        },
      );
    }
  }

  /** Tells the page which runs the browser keeps. */
  readonly tellOwn = latestOnly(
    () => this.library.told(),
    (told) => this.emit(told),
  );

  private readonly lookForKept = latestOnly(
    () => keptRuns(this.store, this.records, this.build),
    (told) => this.emit(told),
  );

  /** @param hold the run's place in the store, where it is held already */
  private async begin(job: Job, hold: Hold | null = null): Promise<void> {
    // Another start may have come first while this one waited.
    const gate = new Gate(job.paused, () => {
      this.emit({ kind: 'state', run: job.run, state: 'paused' });
      this.questions.release();
    });
    this.waiting = { run: job.run, gate };
    try {
      do {
        await gate.orStopped(this.stop());
        await gate.orStopped(this.questions.reserve());
      } while (this.current);
    } catch {
      hold?.release();
      this.emit({ kind: 'state', run: job.run, state: 'stopped', isKept: hold !== null });
      await this.tellKept();
      return;
    } finally {
      if (this.waiting?.gate === gate) this.waiting = null;
    }
    const done = this.run(job, gate, hold);
    this.current = { run: job.run, base: job.config.base, gate, done };
    await done;
  }

  /** The gate of a run, if it is the one in progress or about to begin. */
  gate(run: number): Gate | null {
    return [this.current, this.waiting].find((one) => one?.run === run)?.gate ?? null;
  }

  resume(run: number): void {
    this.letGo(run, (gate) => gate.resume());
  }

  step(run: number, grain: Grain): void {
    this.letGo(run, (gate) => gate.step(grain));
  }

  /** Lets a run through its gate and says so, until it comes to rest again. */
  private letGo(run: number, open: (gate: Gate) => void): void {
    const gate = this.gate(run);
    if (gate) {
      open(gate);
      this.emit({ kind: 'state', run, state: 'running' });
    }
  }

  /** A run of this session, if it is the latest. */
  latestRun(run: number): LiveRun | null {
    return this.latest?.job.run === run ? this.latest : null;
  }

  async stop(): Promise<void> {
    this.current?.gate.stop();
    await this.current?.done;
  }

  private async run(job: Job, gate: Gate, hold: Hold | null): Promise<void> {
    const { run, id, config } = job;
    const live = new LiveRun(job, gate, this.questions, this.emit, hold);
    const title = runTitle(config);
    this.emit({ kind: 'named', run, title });
    let isRecorded = false;
    try {
      const result = await withOneRetry((isRetry) => this.attempt(live, isRetry));
      const provenance = provenanceOf(job, this.engine as Engine, this.build);
      const record: RunRecord = { version: 1, id, title, config, provenance, ...result };
      // A page that is closed anywhere here leaves a checkpoint, a record, or both.
      await live.keeper?.settled();
      const fault = await this.records.keep(record, 'live');
      isRecorded = fault === null;
      this.emit({ kind: 'finished', run, record, fault });
      await this.keepModels(live, id);
      const flopsPerSecond = job.origin === null ? speedOf(record) : null;
      if (flopsPerSecond !== null) this.emit({ kind: 'calibrated', flopsPerSecond });
      if (result.stoppedEarly) {
        this.emit({ kind: 'notice', run, message: result.stoppedEarly });
      }
    } catch (error) {
      if (error instanceof Stopped) {
        this.emit({ kind: 'state', run, state: 'stopped', isKept: live.keeper?.isKept ?? false });
      } else {
        this.emit({ kind: 'failed', run, message: failure(error, live) });
      }
    } finally {
      await (live.keeper ? live.keeper.close(isRecorded) : hold?.release());
      forgetLargeData(KEPT_EXAMPLES);
      if (this.current?.run === run) {
        this.current = null;
      }
      this.questions.release();
      this.store?.tellOthers();
      await this.tellKept();
    }
  }

  /** Its models outlive the tab, and the next run. */
  private async keepModels(live: LiveRun, id: string): Promise<void> {
    const { trained } = this.shelf;
    if (trained?.run !== live.job.run) {
      return;
    }
    const fault = await this.library.keep(id, live.base ?? '', trained);
    if (fault) {
      this.emit({ kind: 'notice', run: live.job.run, message: fault });
    }
    await this.tellOwn();
  }

  /** A run from its last state to its end, as long as the device lasts. */
  private async attempt(live: LiveRun, isRetry: boolean): Promise<PipelineResult> {
    const { run, id, config, origin } = live.job;
    // A run that was at rest when it lost its device had let the questions in.
    await this.questions.reserve();
    const { gate } = live;
    const engine = await gate.orStopped(this.ready());
    const { backend } = engine;
    const base = await gate.orStopped(this.shelf.base(config.base));
    if (isRetry && backend !== live.backend) {
      throw new DeviceLost('it did not come back');
    }
    if (origin && origin.base !== base.digest) {
      throw new Error(
        'The base model has changed since this run began, so it cannot go on. Discard it and start it again.',
      );
    }
    this.latest = live;
    this.shelf.trained = { run, config, shape: base.model.config, snapshots: live.snapshots };
    live.backend = backend;
    live.base = base.digest;
    const provenance = provenanceOf(live.job, engine, this.build);
    const { store, library } = this;
    live.keeper ??= await openKeeper(live, { id, config, provenance, base: base.digest }, store, library);
    const from = live.keeper.latest ?? live.job.from;
    live.tellStart(from, isRetry);
    const hooks = live.hooks();
    try {
      const work = runPipeline(base.model, config, hooks, undefined, from);
      return await this.device.during(work);
    } finally {
      // What is left of it on a lost device has nothing more to say.
      live.end(hooks);
    }
  }

  withdraw(requests: readonly number[]): void {
    this.questions.withdraw(requests);
  }

  /** Sends the weights after a stage of a run, with the experiment in the file's metadata. */
  async exportWeights(command: Extract<Command, { kind: 'export-weights' }>): Promise<void> {
    const { request } = command;
    const file = await this.shelf.weights(command, this.build);
    if (!file) {
      const message = 'The weights of this stage are not kept in this browser. Run the experiment again.';
      this.emit({ kind: 'failed', run: null, request, message });
      return;
    }
    this.emit({ kind: 'weights', request, bytes: file.buffer });
  }

  /** Takes a safetensors file as a base, if it is of a model of this page. */
  async importBase({ request, bytes }: Extract<Command, { kind: 'import-base' }>): Promise<void> {
    try {
      const file = new Uint8Array(bytes);
      const name = await this.shelf.import(file);
      this.emit({ kind: 'base-imported', request, name });
    } catch (error) {
      const message = sentence(error, 'The file could not be read');
      this.emit({ kind: 'failed', run: null, request, message });
    }
  }
}
