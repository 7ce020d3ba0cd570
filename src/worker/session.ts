import { examplePrompt } from '../data/prompt';
import { fetchBase, modelFromCheckpoint } from '../experiment/base-model';
import { measureSpeed } from '../experiment/calibrate';
import type { ExperimentConfig } from '../experiment/config';
import { estimateCost } from '../experiment/estimate';
import { importedBaseName, isImportedBase } from '../experiment/imported-base';
import { METHOD_PLANS, type StageName } from '../experiment/methods';
import { type PipelineHooks, runPipeline } from '../experiment/pipeline';
import type { Provenance } from '../experiment/run-record';
import { answerView, exampleOf, rolloutGroup } from '../experiment/views';
import { type Engine, openEngine } from '../kernels/backend/open-engine';
import { readCheckpoint, writeCheckpoint } from '../model/checkpoint';
import type { ModelConfig } from '../model/config';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import { AskQueue } from './ask-queue';
import { Gate, Stopped } from './gate';
import { ProgressClock } from './progress-clock';
import type { BackendName, Command, Grain, TrainerEvent } from './protocol';
import { sentence } from './sentence';

/** The models of the latest run after its stages. */
interface Trained {
  readonly run: number;
  readonly config: ExperimentConfig;
  readonly shape: ModelConfig;
  readonly snapshots: Map<StageName, Float32Array>;
}

/** Groups of an RL step that are sent to the page. */
const SENT_GROUPS = 4;

/** Owns the engine, the base model and the run in progress. */
export class Session {
  private engine: Engine | null = null;
  private base: { readonly name: string; readonly model: Model } | null = null;
  /** Files that the visitor brought, by the name that a config calls them. */
  private readonly imported = new Map<string, Uint8Array>();
  private current: { readonly run: number; readonly gate: Gate; readonly done: Promise<void> } | null = null;
  /** The latest run: what it was, and its parameters after each finished stage. */
  private trained: Trained | null = null;
  private readonly questions = new AskQueue();

  /**
   * @param modelDirectory address of the folder with the base checkpoints
   * @param build identifies the code in records
   */
  constructor(
    private readonly emit: (event: TrainerEvent) => void,
    private readonly modelDirectory: string,
    private readonly build: string,
  ) {}

  async open(preferred: BackendName | null): Promise<void> {
    const engine = await openEngine(preferred === 'wasm' ? 'wasm' : null, (message) =>
      this.emit({ kind: 'failed', run: this.current?.run ?? null, message }),
    );
    this.engine = engine;
    this.emit({ kind: 'opened', ...engine });
    this.emit({ kind: 'calibrated', flopsPerSecond: await measureSpeed() });
  }

  /** Starts a run; a run in progress is stopped first. */
  async start({ run, config, paused }: Extract<Command, { kind: 'start' }>): Promise<void> {
    if (!this.engine) {
      await this.open(null);
    }
    // Another start may have come first while this one waited.
    do {
      await this.stop();
      await this.questions.reserve();
    } while (this.current);
    const gate = new Gate(paused, () => {
      this.emit({ kind: 'state', run, state: 'paused' });
      this.questions.release();
    });
    const done = this.run(run, config, gate);
    this.current = { run, gate, done };
    await done;
  }

  /** The gate of a run, if it is the one in progress. */
  gate(run: number): Gate | null {
    return this.current?.run === run ? this.current.gate : null;
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

  async stop(): Promise<void> {
    this.current?.gate.stop();
    await this.current?.done;
  }

  private async run(run: number, config: ExperimentConfig, gate: Gate): Promise<void> {
    try {
      const base = await this.loadBase(config.base);
      const trained: Trained = { run, config, shape: base.config, snapshots: new Map() };
      this.trained = trained;
      this.emit({ kind: 'state', run, state: 'running' });
      const start = new Date().toISOString();
      const result = await runPipeline(base, config, this.hooks(trained, gate));
      const { backend, device } = this.engine as Engine;
      const provenance: Provenance = { build: this.build, date: start, backend, device };
      const title = `${METHOD_PLANS[config.method].label}, ${config.preset}, seed ${config.seed}`;
      const id = `${config.preset}-${config.method}-${config.seed}-${start}`;
      this.emit({ kind: 'finished', run, record: { version: 1, id, title, config, provenance, ...result } });
      if (result.stoppedEarly) {
        this.emit({ kind: 'notice', run, message: result.stoppedEarly });
      }
    } catch (error) {
      if (error instanceof Stopped) {
        this.emit({ kind: 'state', run, state: 'stopped' });
        return;
      }
      this.emit({ kind: 'failed', run, message: sentence(error) });
    } finally {
      if (this.current?.run === run) {
        this.current = null;
      }
      this.questions.release();
    }
  }

  private hooks({ run, config, snapshots }: Trained, gate: Gate): PipelineHooks {
    const { emit } = this;
    const clock = new ProgressClock(estimateCost(config));
    return {
      gate: async (point) => {
        const arrived = performance.now();
        await gate.pass(point);
        await this.questions.reserve();
        clock.rested(performance.now() - arrived);
      },
      stageStarted: (stage, steps) => {
        clock.stageStarted(stage);
        emit({ kind: 'stage-started', run, stage, steps });
      },
      progress: (stage, step, steps, point) =>
        emit({ kind: 'progress', run, stage, step, steps, ...clock.step(step, steps), point }),
      phase: (step, phase) => emit({ kind: 'phase', run, step, phase }),
      rollouts: (step, groups) =>
        emit({ kind: 'rollouts', run, step, groups: groups.slice(0, SENT_GROUPS).map(rolloutGroup) }),
      sample: (stage, outcome) => emit({ kind: 'sample', run, stage, outcome }),
      evaluating: (stage, fraction) => emit({ kind: 'evaluating', run, stage, fraction }),
      evaluated: (stage, evaluation) => emit({ kind: 'evaluated', run, stage, evaluation }),
      snapshot: (stage, values) => snapshots.set(stage, values),
    };
  }

  /** Answers one example with the model of a stage, token by token, as soon as a run lets go of the device. */
  ask(command: Extract<Command, { kind: 'ask' }>): void {
    const { request } = command;
    this.questions.add(request, async () => {
      try {
        await this.answer(command);
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
    const base = this.base?.model ?? (await this.loadBase('small'));
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
    return this.trained?.run === run ? this.trained.snapshots.get(stage) : undefined;
  }

  /** Sends the weights after a stage of the latest run, with the experiment in the file's metadata. */
  exportWeights({ run, request, stage }: Extract<Command, { kind: 'export-weights' }>): void {
    const values = this.snapshot(run, stage);
    if (!values || !this.trained) {
      const message = 'The trainer holds no weights of this stage: it keeps those of its latest run only.';
      this.emit({ kind: 'failed', run: null, request, message });
      return;
    }
    const { config, shape } = this.trained;
    const file = writeCheckpoint(shape, values, {
      experiment: JSON.stringify(config),
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

  private async loadBase(name: string): Promise<Model> {
    if (this.base?.name === name) {
      return this.base.model;
    }
    if (!this.engine) {
      await this.open(null);
    }
    const file = this.imported.get(name) ?? (await this.fetchBase(name));
    const model = modelFromCheckpoint(file); // a damaged file leaves the base before as it was
    this.base?.model.parameters.dispose();
    this.base?.model.rotary.dispose();
    this.base = { name, model };
    return model;
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
