import { fetchBase, modelFromCheckpoint } from '../experiment/base-model';
import type { ExperimentConfig } from '../experiment/config';
import { estimateCost } from '../experiment/estimate';
import { METHOD_PLANS, type StageName } from '../experiment/methods';
import { type PipelineHooks, runPipeline } from '../experiment/pipeline';
import type { Provenance } from '../experiment/run-record';
import { answerView, exampleOf, rolloutGroup } from '../experiment/views';
import { type Engine, openEngine } from '../kernels/backend/open-engine';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import { Gate, Stopped } from './gate';
import { ProgressClock } from './progress-clock';
import type { BackendName, Command, TrainerEvent } from './protocol';

/** Groups of an RL step that are sent to the page. */
const SENT_GROUPS = 4;

/** Owns the engine, the base model and the run in progress. */
export class Session {
  private engine: Engine | null = null;
  private base: { readonly name: string; readonly model: Model } | null = null;
  private current: { readonly run: number; readonly gate: Gate; readonly done: Promise<void> } | null = null;
  /** Parameters after each finished stage of the latest run, for questions to that stage. */
  private snapshots = new Map<StageName, Float32Array>();

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
  }

  /** Starts a run; a run in progress is stopped first. */
  async start({ run, config, paused }: Extract<Command, { kind: 'start' }>): Promise<void> {
    await this.stop();
    if (!this.engine) {
      await this.open(null);
    }
    const gate = new Gate(paused, () => this.emit({ kind: 'state', run, state: 'paused' }));
    const done = this.run(run, config, gate);
    this.current = { run, gate, done };
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

  private async run(run: number, config: ExperimentConfig, gate: Gate): Promise<void> {
    try {
      const base = await this.loadBase(config.base);
      this.snapshots = new Map();
      this.emit({ kind: 'state', run, state: 'running' });
      const start = new Date().toISOString();
      const result = await runPipeline(base, config, this.hooks(run, config, gate));
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
    }
  }

  private hooks(run: number, config: ExperimentConfig, gate: Gate): PipelineHooks {
    const { emit } = this;
    const clock = new ProgressClock(estimateCost(config));
    return {
      gate: (point) => gate.pass(point),
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
      snapshot: (stage, values) => this.snapshots.set(stage, values),
    };
  }

  /** Answers one example with the model of a stage, token by token. */
  async ask(command: Extract<Command, { kind: 'ask' }>): Promise<void> {
    const { request, stage, example, policyInPrompt } = command;
    const base = this.base?.model ?? (await this.loadBase('small'));
    const values = this.snapshots.get(stage);
    if (!values && stage !== 'base') {
      const message = 'This stage has not been trained in this tab, so it cannot answer. Run it first.';
      this.emit({ kind: 'failed', run: null, message });
      return;
    }
    const model = values ? { ...base, parameters: Parameters.from(base.config, values) } : base;
    const onToken = (text: string, logp: number) => this.emit({ kind: 'token', request, text, logp });
    const response = await answerView(model, exampleOf(example), policyInPrompt, onToken);
    if (values) {
      model.parameters.dispose();
    }
    this.emit({ kind: 'answered', request, response });
  }

  private async loadBase(name: string): Promise<Model> {
    if (this.base?.name === name) {
      return this.base.model;
    }
    if (!this.engine) {
      await this.open(null);
    }
    const report = (fraction: number) => this.emit({ kind: 'loading', what: 'base model', fraction });
    const file = await fetchBase(name, this.modelDirectory, report);
    this.base?.model.parameters.dispose();
    this.base?.model.rotary.dispose();
    this.base = { name, model: modelFromCheckpoint(file) };
    return this.base.model;
  }
}

/** An error as a sentence for people. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text)
    ? text
    : `The run failed: ${text}. What is on the page is kept; start it again to go on.`;
}
