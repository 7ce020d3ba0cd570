import { examplePrompt } from '../data/prompt';
import { fetchBase, modelFromCheckpoint } from '../experiment/base-model';
import { measureSpeed } from '../experiment/calibrate';
import type { Checkpoint } from '../experiment/checkpoint-codec';
import type { CheckpointStore } from '../experiment/checkpoint-store';
import { importedBaseName, isImportedBase } from '../experiment/imported-base';
import { METHOD_PLANS, type StageName } from '../experiment/methods';
import { type PipelineResult, runPipeline } from '../experiment/pipeline';
import type { Provenance } from '../experiment/run-record';
import { NOTHING_DONE, startOf } from '../experiment/run-state';
import { answerView, exampleOf } from '../experiment/views';
import { type Engine, openEngine } from '../kernels/backend/open-engine';
import { readCheckpoint, writeCheckpoint } from '../model/checkpoint';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import { AskQueue } from './ask-queue';
import { DeviceLost, DeviceWatch, withOneRetry } from './device-loss';
import { Gate, Stopped } from './gate';
import { Keeper } from './keeper';
import { keptRuns } from './kept-runs';
import { type Job, LiveRun, placeOf } from './live-run';
import type { BackendName, Command, TrainerEvent } from './protocol';
import { sentence } from './sentence';

const ELSEWHERE = 'This run is open in another tab and goes on there.';

/** A base model on the device. */
interface Base {
  readonly name: string;
  readonly model: Model;
  /** SHA-256 of its parameters, in hex. */
  readonly digest: string;
}

/** Owns the engine, the base model and the run in progress. */
export class Session {
  private engine: Engine | null = null;
  private device = new DeviceWatch();
  private base: Base | null = null;
  /** Files that the visitor brought, by the name that a config calls them. */
  private readonly imported = new Map<string, Uint8Array>();
  private current: { readonly run: number; readonly gate: Gate; readonly done: Promise<void> } | null = null;
  private latest: LiveRun | null = null;
  private readonly questions = new AskQueue();
  private isWatching = false;

  /**
   * @param modelDirectory address of the folder with the base checkpoints
   * @param build identifies the code in records
   * @param store keeps runs between visits; null where the browser cannot
   */
  constructor(
    private readonly emit: (event: TrainerEvent) => void,
    private readonly modelDirectory: string,
    private readonly build: string,
    private readonly store: CheckpointStore | null,
  ) {}

  async open(preferred: BackendName | null): Promise<void> {
    const kept = this.tellKept();
    await this.openDevice(preferred);
    await kept;
    this.emit({ kind: 'calibrated', flopsPerSecond: await measureSpeed() });
  }

  /** Opens an engine, for the first time or after its device was lost. */
  private async openDevice(preferred: BackendName | null): Promise<Engine> {
    const device = new DeviceWatch();
    const engine = await openEngine(
      preferred === 'wasm' ? 'wasm' : null,
      (message) => this.emit({ kind: 'failed', run: this.current?.run ?? null, message }),
      (message) => {
        // The next to need it opens another.
        this.engine = null;
        this.base = null;
        device.lose(message);
      },
    );
    this.engine = engine;
    this.device = device;
    this.emit({ kind: 'opened', ...engine });
    return engine;
  }

  /** Starts a run; a run in progress is stopped first. */
  async start({ run, config, paused }: Extract<Command, { kind: 'start' }>): Promise<void> {
    const started = new Date().toISOString();
    const id = `${config.preset}-${config.method}-${config.seed}-${started}`;
    await this.begin({ run, id, config, started, paused, from: NOTHING_DONE, origin: null });
  }

  /** Goes on with a run that the browser kept. */
  async restore({ run, id }: Extract<Command, { kind: 'restore' }>): Promise<void> {
    const hold = await this.store?.hold(id);
    const kept = await hold?.load();
    hold?.release();
    if (!kept?.content.ok) {
      await this.tellKept();
      const gone = hold ? 'This run is no longer kept; start it again.' : ELSEWHERE;
      throw new Error(kept?.content.ok === false ? kept.content.message : gone);
    }
    const { config, provenance, base, state } = kept.content.checkpoint;
    const origin = { base, backend: provenance.backend };
    await this.begin({ run, id, config, started: provenance.date, paused: false, from: state, origin });
  }

  /** Takes a run of this session back, stops it if it goes on, and halts where it was taken to. */
  async rewind({ run, of, to }: Extract<Command, { kind: 'rewind' }>): Promise<void> {
    const live = this.latest?.job.run === of ? this.latest : null;
    await this.stop();
    const state = live?.keeper?.latest;
    if (!live || !state) {
      throw new Error('The trainer no longer holds this run, so it cannot be taken back. Start it again.');
    }
    const from = to === 'checkpoint' ? state : startOf(to, state);
    await this.begin({ ...live.job, run, paused: true, from });
  }

  async discard(id: string): Promise<void> {
    const hold = await this.store?.hold(id);
    const fault = await hold?.remove();
    hold?.release();
    await this.tellKept();
    if (fault) {
      throw new Error(fault);
    }
  }

  private async tellKept(): Promise<void> {
    this.emit(await keptRuns(this.store, this.build));
    if (!this.isWatching) {
      // After a reload the page before may still hold its run for a moment; other tabs may let go of theirs at any time.
      this.isWatching = true;
      void this.store?.freed().then(() => {
        this.isWatching = false;
        return this.tellKept();
      });
    }
  }

  private async begin(job: Job): Promise<void> {
    // Another start may have come first while this one waited.
    do {
      await this.stop();
      await this.questions.reserve();
    } while (this.current);
    const gate = new Gate(job.paused, () => {
      this.emit({ kind: 'state', run: job.run, state: 'paused' });
      this.questions.release();
    });
    const done = this.run(job, gate);
    this.current = { run: job.run, gate, done };
    await done;
  }

  /** The gate of a run, if it is the one in progress. */
  gate(run: number): Gate | null {
    return this.current?.run === run ? this.current.gate : null;
  }

  async stop(): Promise<void> {
    this.current?.gate.stop();
    await this.current?.done;
  }

  private async run(job: Job, gate: Gate): Promise<void> {
    const { run, id, config, started } = job;
    const live = new LiveRun(job, gate, this.questions, this.emit);
    let isFinished = false;
    try {
      const result = await withOneRetry((isRetry) => this.attempt(live, isRetry));
      const { backend, device } = this.engine as Engine;
      const provenance: Provenance = { build: this.build, date: started, backend, device };
      const title = `${METHOD_PLANS[config.method].label}, ${config.preset}, seed ${config.seed}`;
      isFinished = true;
      this.emit({ kind: 'finished', run, record: { version: 1, id, title, config, provenance, ...result } });
      if (result.stoppedEarly) {
        this.emit({ kind: 'notice', run, message: result.stoppedEarly });
      }
    } catch (error) {
      if (error instanceof Stopped) {
        this.emit({ kind: 'state', run, state: 'stopped' });
      } else {
        this.emit({ kind: 'failed', run, message: failure(error, live) });
      }
    } finally {
      await live.keeper?.close(isFinished);
      if (this.current?.run === run) {
        this.current = null;
      }
      this.questions.release();
      await this.tellKept();
    }
  }

  /** A run from its last state to its end, as long as the device lasts. */
  private async attempt(live: LiveRun, isRetry: boolean): Promise<PipelineResult> {
    const { job } = live;
    const base = await this.loadBase(job.config.base);
    const { backend, device } = this.engine as Engine;
    if (isRetry && backend !== live.backend) {
      throw new DeviceLost('it did not come back');
    }
    if (job.origin && job.origin.base !== base.digest) {
      throw new Error(
        'The base model has changed since this run began, so it cannot go on. Discard it and start it again.',
      );
    }
    this.latest = live;
    live.backend = backend;
    live.shape = base.model.config;
    const provenance: Provenance = { build: this.build, date: job.started, backend, device };
    const head = { id: job.id, config: job.config, provenance, base: base.digest };
    live.keeper ??= await this.keeper(head, job.run);
    const from = live.keeper.latest ?? job.from;
    live.tellStart(from, isRetry);
    const hooks = live.hooks();
    try {
      const work = runPipeline(base.model, job.config, hooks, undefined, from);
      return await this.device.during(work);
    } finally {
      // What is left of it on a lost device has nothing more to say.
      live.end(hooks);
    }
  }

  /** Answers one example with the model of a stage, token by token, as soon as a run lets go of the device. */
  ask(command: Extract<Command, { kind: 'ask' }>): void {
    const { request } = command;
    this.questions.add(request, async () => {
      try {
        await this.device.during(this.answer(command));
      } catch (error) {
        this.emit({ kind: 'failed', run: null, request, message: sentence(error, 'The question failed') });
      }
    });
  }

  withdraw(requests: readonly number[]): void {
    this.questions.withdraw(requests);
  }

  private async answer(command: Extract<Command, { kind: 'ask' }>): Promise<void> {
    const { run, request, stage, policyInPrompt } = command;
    const { model: base } = this.base ?? (await this.loadBase(this.latest?.job.config.base ?? 'small'));
    const values = stage === 'base' ? undefined : this.snapshot(run, stage);
    if (!values && stage !== 'base') {
      throw new Error('This stage has not been trained in this tab, so it cannot answer. Run it first.');
    }
    const example = exampleOf(command.example);
    const promptTokens = examplePrompt(example, policyInPrompt).tokens.length;
    const onToken = (text: string, logp: number) => this.emit({ kind: 'token', request, text, logp });
    const model = values ? { ...base, parameters: Parameters.from(base.config, values) } : base;
    try {
      const start = performance.now();
      const response = await answerView(model, example, policyInPrompt, onToken);
      const milliseconds = performance.now() - start;
      this.emit({ kind: 'answered', request, response, promptTokens, milliseconds });
    } finally {
      if (values) {
        model.parameters.dispose();
      }
    }
  }

  private snapshot(run: number, stage: StageName): Float32Array | undefined {
    return this.latest?.job.run === run ? this.latest.snapshots.get(stage) : undefined;
  }

  /** Sends the weights after a stage of the latest run, with the experiment in the file's metadata. */
  exportWeights({ run, request, stage }: Extract<Command, { kind: 'export-weights' }>): void {
    const values = this.snapshot(run, stage);
    if (!values || !this.latest?.shape) {
      const message = 'The trainer holds no weights of this stage: it keeps those of its latest run only.';
      this.emit({ kind: 'failed', run: null, request, message });
      return;
    }
    const { job, shape } = this.latest;
    const file = writeCheckpoint(shape, values, {
      experiment: JSON.stringify(job.config),
      stage,
      build: this.build,
    });
    this.emit({ kind: 'weights', request, bytes: file.buffer });
  }

  /** Takes a safetensors file as a base, if it is of a model of this page. */
  async importBase({ request, bytes }: Extract<Command, { kind: 'import-base' }>): Promise<void> {
    try {
      const file = new Uint8Array(bytes);
      const { size } = readCheckpoint(file).config;
      const name = importedBaseName(size, await crypto.subtle.digest('SHA-256', bytes));
      this.imported.set(name, file);
      this.emit({ kind: 'base-imported', request, name });
    } catch (error) {
      const message = sentence(error, 'The file could not be read');
      this.emit({ kind: 'failed', run: null, request, message });
    }
  }

  private async keeper(head: Omit<Checkpoint, 'state'>, run: number): Promise<Keeper> {
    const hold = (await this.store?.hold(head.id)) ?? null;
    if (this.store && !hold) {
      throw new Error(ELSEWHERE);
    }
    return new Keeper(hold, head, (message) => this.emit({ kind: 'notice', run, message }));
  }

  private async loadBase(name: string): Promise<Base> {
    if (!this.engine) {
      await this.openDevice(null);
    }
    if (this.base?.name === name) {
      return this.base;
    }
    const file = this.imported.get(name) ?? (await this.fetchBase(name));
    const model = modelFromCheckpoint(file); // a damaged file leaves the base before as it was
    this.base?.model.parameters.dispose();
    this.base?.model.rotary.dispose();
    this.base = { name, model, digest: await digestOf(readCheckpoint(file).values) };
    return this.base;
  }

  private async fetchBase(name: string): Promise<Uint8Array> {
    if (isImportedBase(name)) {
      throw new Error(
        `The trainer does not have the imported base "${name}". Import its file again, or choose a preset.`,
      );
    }
    const report = (fraction: number) => this.emit({ kind: 'loading', what: 'base model', fraction });
    const file = await fetchBase(name, this.modelDirectory, report);
    // Without a length from the server there was no share to tell.
    report(1);
    return file;
  }
}

/** A failure as a sentence, with what is kept. */
function failure(error: unknown, live: LiveRun): string {
  if (error instanceof DeviceLost) {
    const kept = live.keeper?.latest;
    return [
      `The graphics device was lost (${error.message}).`,
      ...(kept ? [`The run is kept up to ${placeOf(kept, live.job.config.method)}; resume it below.`] : []),
      'Reload the page first if it happens again.',
    ].join(' ');
  }
  return sentence(error);
}

async function digestOf(values: Float32Array): Promise<string> {
  // Without a secure context there is no digest, and no checkpoint that would need one.
  const digest = await crypto.subtle?.digest('SHA-256', Float32Array.from(values));
  return Array.from(new Uint8Array(digest ?? 0), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
