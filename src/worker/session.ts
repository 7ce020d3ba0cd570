import { examplePrompt } from '../data/prompt';
import { attentionView } from '../experiment/attention-view';
import { measureSpeed } from '../experiment/calibrate';
import type { ExperimentConfig } from '../experiment/config';
import { estimateCost } from '../experiment/estimate';
import { importedBaseName } from '../experiment/imported-base';
import { METHOD_PLANS } from '../experiment/methods';
import { type PipelineHooks, runPipeline } from '../experiment/pipeline';
import type { Provenance } from '../experiment/run-record';
import { tokenLosses, trainingSequence } from '../experiment/training-view';
import { answerView, exampleOf, rolloutGroup } from '../experiment/views';
import { type Engine, openEngine } from '../kernels/backend/open-engine';
import { readCheckpoint, writeCheckpoint } from '../model/checkpoint';
import type { Model } from '../model/forward';
import { AskQueue } from './ask-queue';
import { Gate, Stopped } from './gate';
import { ModelShelf, type Trained } from './model-shelf';
import { ProgressClock } from './progress-clock';
import type { BackendName, Command, Grain, ModelRef, TrainerEvent } from './protocol';
import { sentence } from './sentence';

/** Groups of an RL step that are sent to the page. */
const SENT_GROUPS = 4;

/** Owns the engine, the base model and the run in progress. */
export class Session {
  private engine: Engine | null = null;
  private current: {
    readonly run: number;
    readonly base: string;
    readonly gate: Gate;
    readonly done: Promise<void>;
  } | null = null;
  private readonly shelf: ModelShelf;
  private readonly questions = new AskQueue();

  /**
   * @param site address of the page's folder, with the checkpoints in `models/` and `runs/`
   * @param build identifies the code in records
   */
  constructor(
    private readonly emit: (event: TrainerEvent) => void,
    site: string,
    private readonly build: string,
  ) {
    this.shelf = new ModelShelf(emit, site);
  }

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
    this.current = { run, base: config.base, gate, done };
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
      const base = await this.shelf.base(config.base);
      const trained: Trained = { run, config, shape: base.config, snapshots: new Map() };
      this.shelf.trained = trained;
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

  /** Answers one example, token by token. */
  ask({ request, model, example, policyInPrompt }: Extract<Command, { kind: 'ask' }>): void {
    this.serve(request, () =>
      this.lend(model, async (lent) => {
        const asked = exampleOf(example);
        const promptTokens = examplePrompt(asked, policyInPrompt).tokens.length;
        const onToken = (text: string, logp: number) => this.emit({ kind: 'token', request, text, logp });
        const start = performance.now();
        const response = await answerView(lent, asked, policyInPrompt, onToken);
        const milliseconds = performance.now() - start;
        this.emit({ kind: 'answered', request, response, promptTokens, milliseconds });
      }),
    );
  }

  /** Answers one example, and tells where the model looked. */
  attend({ request, model, example, policyInPrompt }: Extract<Command, { kind: 'attend' }>): void {
    this.serve(request, async () => {
      const view = await this.lend(model, (lent) => attentionView(lent, example, policyInPrompt));
      this.emit({ kind: 'attention', request, view });
    });
  }

  /** Builds a training sequence, with what models lose on it. */
  sequence({ request, choice, models }: Extract<Command, { kind: 'sequence' }>): void {
    this.serve(request, async () => {
      const { view, parts } = trainingSequence(choice);
      const losses = [];
      for (const model of models) {
        losses.push(await this.lend(model, (lent) => tokenLosses(lent, parts)));
      }
      this.emit({ kind: 'sequence', request, view: { ...view, losses } });
    });
  }

  /** Does something with a model for the page as soon as a run lets go of the device. */
  private serve(request: number, work: () => Promise<void>): void {
    this.questions.add(request, async () => {
      try {
        await work();
      } catch (error) {
        this.emit({ kind: 'failed', run: null, request, message: sentence(error, 'The question failed') });
      }
    });
  }

  private async lend<T>(ref: ModelRef, work: (model: Model) => Promise<T>): Promise<T> {
    if (!this.engine) {
      await this.open(null);
    }
    return this.shelf.lend(ref, this.current?.base ?? null, work);
  }

  withdraw(requests: readonly number[]): void {
    this.questions.withdraw(requests);
  }

  /** Sends the weights after a stage of the latest run, with the experiment in the file's metadata. */
  exportWeights({ run, request, stage }: Extract<Command, { kind: 'export-weights' }>): void {
    const values = this.shelf.snapshot(run, stage);
    const trained = this.shelf.trained;
    if (!values || !trained) {
      const message = 'The trainer holds no weights of this stage: it keeps those of its latest run only.';
      this.emit({ kind: 'failed', run: null, request, message });
      return;
    }
    const { config, shape } = trained;
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
      this.shelf.addBase(name, file);
      this.emit({ kind: 'base-imported', request, name });
    } catch (error) {
      const message = sentence(error, 'The file could not be read');
      this.emit({ kind: 'failed', run: null, request, message });
    }
  }
}
