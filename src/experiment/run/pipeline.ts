import { answers } from '../../evaluate/answers';
import type { Model } from '../../model/forward';
import { mergeAdapters, type Weights, withAdapters } from '../../model/lora';
import { Parameters } from '../../model/parameters';
import { RandomStream } from '../../random/stream';
import { taskOf } from '../../tasks/registry';
import type { Example, Task } from '../../tasks/task';
import type { Optimizer } from '../../train/gradients';
import { NothingToLearn, type RlTrainer } from '../../train/rl';
import { LORA_RANK } from '../../train/trained-part';
import type { ExperimentConfig } from '../plan/config';
import { type StageName, stagesOf } from '../plan/methods';
import { findPreset, PRESETS } from '../plan/presets';
import { stageOptions } from '../plan/stage-options';
import type { Questions } from '../record/questions';
import type { RolloutStepRecord, StageEvaluation, StageRecord } from '../record/run-record';
import { NOTHING_DONE, type RunState, type TrainingState } from '../record/run-state';
import { outcome, rolloutGroup, round, significant, stepUpdates } from '../record/views';
import type { Anomaly } from './anomalies';
import { CollapseWatch } from './collapse-watch';
import { drawExperimentData, type ExperimentData, stageStream } from './dataset';
import { someGroups } from './kept-groups';
import type { GatePoint, PipelineHooks, StatePoint } from './pipeline-hooks';
import { emptyCache, type StageCache, type StageResult } from './stage-cache';
import { evaluateStage, questionsOf } from './stage-evaluation';
import { ending, type StageInTraining } from './stage-in-training';
import { rlTrainer, updatesTrainer } from './stage-trainers';
import { stopReason } from './stop-rules';
import { WorkTime } from './work-time';

export interface PipelineResult {
  readonly stages: StageRecord[];
  readonly rollouts: RolloutStepRecord[];
  readonly questions: Questions;
  /** Why stages ended before their last step, or null. */
  readonly stoppedEarly: string | null;
}

/** Steps between two live sample responses. */
const SAMPLE_EVERY = 20;
/** RL steps whose rollouts the record keeps. */
const KEPT_ROLLOUT_STEPS = 24;

/**
 * Runs a method from the base through its stages: base evaluation, then each stage trained and evaluated.
 *
 * @param base the base model; it is not changed
 * @throws Error with a sentence when the base cannot be given the sequences of the task
 * @param from where to go on: what the same config, base and backend had done; the rest is then the same, number by number
 */
export async function runPipeline(
  base: Model,
  config: ExperimentConfig,
  hooks: PipelineHooks,
  cache: StageCache = emptyCache(),
  from: RunState = NOTHING_DONE,
): Promise<PipelineResult> {
  const unfit = taskOf(config.dataset.kind).unfit(base.config);
  if (unfit) {
    throw new Error(unfit);
  }
  const dataKey = JSON.stringify([config.seed, config.dataset, config.evaluation]);
  const data = cache.data.get(dataKey) ?? (await drawExperimentData(config, () => hooks.gate('data')));
  cache.data.set(dataKey, data);
  const run = new Run(base, config, data, hooks, from);
  const questions = questionsOf(run.task, data.evaluation, config.seed);
  hooks.questions(questions);
  let key = JSON.stringify([dataKey, config.base, config.stop?.minutes]);
  let values = await base.parameters.values();
  for (const stage of stagesOf(config.method)) {
    key = JSON.stringify([key, stage, stage === 'base' ? null : stageOptions(config, stage)]);
    const known = run.finishedBefore(stage, values) ?? cache.stages.get(key);
    const result = known ?? (await run.stage(stage, values));
    await run.finish(result, known !== undefined);
    values = result.values;
    // Nothing comes after RL, and its rollouts are not in the cache.
    if (stage !== 'rl') {
      cache.stages.set(key, result);
    }
  }
  const endings = run.stages.flatMap(({ endedEarly }) => endedEarly ?? []);
  return {
    stages: run.stages,
    rollouts: run.rollouts,
    questions,
    stoppedEarly: endings.length > 0 ? endings.join(' ') : null,
  };
}

/** One method's way through its stages. */
class Run {
  readonly stages: StageRecord[] = [];
  readonly rollouts: RolloutStepRecord[];
  readonly task: Task;
  /** Examples for live answers. */
  private readonly sampled: readonly Example[];
  private readonly values = new Map<StageName, Float32Array>();
  private readonly time = new WorkTime();

  constructor(
    private readonly baseModel: Model,
    private readonly config: ExperimentConfig,
    private readonly data: ExperimentData,
    private readonly hooks: PipelineHooks,
    private readonly from: RunState,
  ) {
    this.rollouts = [...from.rollouts];
    this.task = taskOf(config.dataset.kind);
    // In their own order they would be of the first policy for the whole run.
    this.sampled = RandomStream.of(config.seed, 'live answers').shuffled(data.evaluation);
  }

  /** What a stage gave before the run was interrupted. `values`: those before the stage, which the base leaves as they are. */
  finishedBefore(stage: StageName, values: Float32Array): StageResult | undefined {
    const record = this.from.stages.find((one) => one.stage === stage);
    return record && { record, values: this.from.values.get(stage) ?? values };
  }

  async finish({ record, values }: StageResult, wasKnown: boolean): Promise<void> {
    const { stage, curve, evaluation } = record;
    if (wasKnown) {
      // Told as if it had just happened.
      this.hooks.stageStarted(stage, curve.length);
      if (evaluation) {
        this.hooks.evaluated(stage, evaluation);
      }
    }
    this.stages.push(record);
    if (stage !== 'base') {
      this.values.set(stage, values);
    }
    this.hooks.snapshot(stage, values);
    // What the run goes on from may be further on than this stage. A spoilt model is never kept.
    const isNew = !this.from.stages.some((one) => one.stage === stage);
    if (isNew && values.every(Number.isFinite)) {
      await this.hooks.checkpoint(
        'stage',
        async () => this.state(null),
        async () => true,
      );
    }
  }

  async stage(stage: StageName, values: Float32Array): Promise<StageResult> {
    if (stage === 'base') {
      const start = this.clock();
      this.hooks.stageStarted('base', 0);
      const evaluation = await this.evaluate(this.baseModel, 'base');
      return { record: { stage, curve: [], evaluation, seconds: this.seconds(start) }, values };
    }
    const inTraining = await this.enter(stage, values);
    try {
      await this.train(inTraining, values);
      const { curve, start, collapse, endedEarly } = inTraining;
      await this.withoutAdapters(inTraining);
      const evaluation = await this.evaluate(inTraining.model, stage);
      const trained = await inTraining.model.parameters.values();
      const record = { stage, curve, evaluation, seconds: this.seconds(start) };
      const marks = { ...(endedEarly ? { endedEarly } : {}), ...(collapse ? { collapse } : {}) };
      return { record: { ...record, ...marks }, values: trained };
    } finally {
      inTraining.model.parameters.dispose();
    }
  }

  /** @param values before the stage */
  private async train(inTraining: StageInTraining, values: Float32Array): Promise<void> {
    const { config, data, task } = this;
    const { model, stage } = inTraining;
    const before = this.copy({ config: this.baseModel.config, values });
    const material = { model, before, task, config, data };
    try {
      await (stage === 'rl'
        ? this.trainByRl(inTraining, rlTrainer(material))
        : this.trainByUpdates(inTraining, updatesTrainer(stage, material)));
    } finally {
      before.parameters.dispose();
    }
  }

  private async trainByUpdates(
    inTraining: StageInTraining,
    trainer: ReturnType<typeof updatesTrainer>,
  ): Promise<void> {
    try {
      for await (const step of this.steps(inTraining, trainer.optimizer)) {
        await this.note(inTraining, step, await trainer.update(step));
        await this.sampleNow(inTraining, step);
      }
    } finally {
      trainer.dispose();
    }
  }

  private async trainByRl(inTraining: StageInTraining, trainer: RlTrainer): Promise<void> {
    const { config, hooks, task } = this;
    const { model, steps } = inTraining;
    const keepEvery = Math.max(1, Math.floor(steps / KEPT_ROLLOUT_STEPS));
    try {
      for await (const step of this.steps(inTraining, trainer.optimizer)) {
        for await (const { phase, groups, metrics } of trainer.step(step)) {
          hooks.phase(step, phase);
          hooks.rollouts(step, groups);
          if (!metrics) {
            await this.gate('phase');
            continue;
          }
          await this.note(inTraining, step, metrics);
          if (step % keepEvery === 0 || step === steps - 1) {
            this.rollouts.push({
              step,
              groups: (hooks.keepsAllGroups() ? groups : someGroups(groups)).map((group) =>
                rolloutGroup(task, group),
              ),
              sampled: groups.length,
              updates: stepUpdates(groups, config.rl.updatesPerStep, trainer.maxNewTokens),
            });
          }
        }
        await this.sampleNow(inTraining, step);
      }
    } catch (error) {
      if (!(error instanceof NothingToLearn)) {
        throw error;
      }
      inTraining.endedEarly = ending(inTraining, error.message);
      if (inTraining.curve.length > 0) {
        this.tell(inTraining, await inTraining.watch.anomaly(model, inTraining.curve, true));
      }
    } finally {
      trainer.dispose();
    }
  }

  /** A stage at its start, or where it was interrupted. */
  private async enter(stage: StageInTraining['stage'], values: Float32Array): Promise<StageInTraining> {
    const begun = this.from.current?.stage === stage ? this.from.current : null;
    const { config } = this.baseModel;
    const random = stageStream(this.config, stage).fork('adapters');
    const start =
      stageOptions(this.config, stage).trains === 'lora'
        ? withAdapters(config, values, LORA_RANK, random)
        : { config, values };
    return {
      stage,
      model: this.copy({ ...start, values: begun?.parameters ?? start.values }),
      steps: stageOptions(this.config, stage).steps,
      curve: [...(begun?.curve ?? [])],
      start: this.clock() - 1000 * (begun?.seconds ?? 0),
      watch: await this.watch(stage, values),
      collapse: null,
      endedEarly: null,
    };
  }

  private async watch(name: StageInTraining['stage'], values: Float32Array): Promise<CollapseWatch> {
    const { baseModel, config, data } = this;
    const preset = { ...config, ...(findPreset(config.preset) ?? PRESETS[0]).config };
    const { learningRate, ...options } = stageOptions(config, name);
    const usualLearningRate = stageOptions(preset, name).learningRate;
    const batch = 'batch' in options ? options.batch : undefined;
    const before = this.copy({ config: baseModel.config, values });
    try {
      return await CollapseWatch.begin(
        { name, learningRate, usualLearningRate, batch },
        this.task,
        before,
        data.pool,
      );
    } finally {
      before.parameters.dispose();
    }
  }

  /** What a stage leaves behind is a model like any other: its adapters, if it trained some, are added to the weights. */
  private async withoutAdapters(inTraining: StageInTraining): Promise<void> {
    const { config, parameters } = inTraining.model;
    if (config.loraRank > 0) {
      const merged = mergeAdapters({ config, values: await parameters.values() });
      parameters.dispose();
      inTraining.model = this.copy(merged);
    }
  }

  /** The steps that a stage has left, each behind its gate, until a stop rule holds. */
  private async *steps(inTraining: StageInTraining, optimizer: Optimizer): AsyncGenerator<number> {
    const { stage, steps, curve, start } = inTraining;
    if (this.from.current?.stage === stage) {
      optimizer.restore(this.from.current.optimizer);
    }
    this.hooks.stageStarted(stage, steps);
    for (let step = curve.length; step < steps; step++) {
      const reason = stopReason(this.config.stop, stage, curve, (this.clock() - start) / 60_000);
      if (reason) {
        inTraining.endedEarly = ending(inTraining, reason);
        break;
      }
      await this.offerState(inTraining, optimizer, 'step');
      await this.gate('update');
      yield step;
    }
    await this.offerState(inTraining, optimizer, 'stage');
  }

  /** A step's metrics go to the curve. */
  private async note(inTraining: StageInTraining, step: number, metrics: object): Promise<void> {
    const { stage, steps, curve, watch, model } = inTraining;
    const point = { step, ...rounded(metrics) };
    curve.push(point);
    this.hooks.progress(stage, step, steps, point);
    this.tell(inTraining, await watch.anomaly(model, curve));
  }

  private tell(inTraining: StageInTraining, anomaly: Anomaly | null): void {
    if (anomaly) {
      inTraining.collapse = anomaly.message;
      this.hooks.anomaly(inTraining.stage, anomaly);
    }
  }

  private async offerState(
    inTraining: StageInTraining,
    optimizer: Optimizer,
    point: StatePoint,
  ): Promise<void> {
    const { stage, curve, model, watch, start } = inTraining;
    const take = async () =>
      this.state({
        stage,
        curve: [...curve],
        seconds: (this.clock() - start) / 1000,
        parameters: await model.parameters.values(),
        optimizer: await optimizer.save(),
      });
    await this.hooks.checkpoint(point, take, () => watch.isSound(model, curve));
  }

  private state(current: TrainingState | null): RunState {
    const { stages, rollouts, values } = this;
    return { stages: [...stages], rollouts: [...rollouts], values: new Map(values), current };
  }

  private async gate(point: GatePoint): Promise<void> {
    this.clock();
    const arrived = performance.now();
    await this.hooks.gate(point);
    // A visitor's pauses are no cost of training.
    this.time.leaveOut(performance.now() - arrived);
  }

  /** Milliseconds of work. */
  private clock(): number {
    return this.time.look();
  }

  private seconds(start: number): number {
    return round((this.clock() - start) / 1000);
  }

  private copy({ config, values }: Weights): Model {
    return { ...this.baseModel, config, parameters: Parameters.from(config, values) };
  }

  private async evaluate(model: Model, stage: StageName): Promise<StageEvaluation> {
    const { hooks, data, config } = this;
    hooks.evaluating(stage, 0);
    const evaluation = await evaluateStage(
      model,
      this.baseModel,
      this.task,
      stage,
      data,
      config.seed,
      async (fraction) => {
        hooks.evaluating(stage, fraction);
        await this.gate('evaluation');
      },
      this.stages[0]?.evaluation?.efficiency,
    );
    hooks.evaluated(stage, evaluation);
    return evaluation;
  }

  /** A live answer to one unseen example now and then, of all policies in turn. */
  private async sampleNow({ model, stage }: StageInTraining, step: number): Promise<void> {
    if (step % SAMPLE_EVERY === 0) {
      const example = this.sampled[(step / SAMPLE_EVERY) % this.sampled.length];
      const [answer] = await answers(model, this.task, [example], false);
      this.hooks.sample(stage, outcome(this.task, answer, false));
    }
  }
}

function rounded(metrics: object): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, significant(value)]));
}
