import type { Example } from '../data/clevr-policy';
import { answers } from '../evaluate/answers';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import { type Group, NothingToLearn, type RlPhase, RlStage } from '../train/rl';
import { SupervisedStage } from '../train/supervised';
import type { ExperimentConfig } from './config';
import { type ExperimentData, experimentData, stageStream } from './dataset';
import {
  METHOD_PLANS,
  type RlVariant,
  type StageName,
  type SupervisedStage as SupervisedName,
} from './methods';
import type {
  ExampleOutcome,
  MetricPoint,
  RolloutStepRecord,
  StageEvaluation,
  StageRecord,
} from './run-record';
import { evaluateStage } from './stage-evaluation';
import { supervisedOptions } from './supervised-options';
import { outcome, rolloutGroup, round, significant } from './views';

/** Where a run can be halted: before each update, in RL before each phase of one, and between the parts of an evaluation. */
export type GatePoint = 'update' | 'phase' | 'evaluation';

/** What a run tells as it goes; every callback may wait, and may throw to stop the run. */
export interface PipelineHooks {
  gate(point: GatePoint): Promise<void>;
  stageStarted(stage: StageName, steps: number): void;
  progress(stage: StageName, step: number, steps: number, point: MetricPoint): void;
  phase(step: number, phase: RlPhase): void;
  rollouts(step: number, groups: readonly Group[]): void;
  sample(stage: StageName, outcome: ExampleOutcome): void;
  evaluating(stage: StageName, fraction: number): void;
  evaluated(stage: StageName, evaluation: StageEvaluation): void;
  /** The model after a stage, for questions to it. The values are the hook's to keep. */
  snapshot(stage: StageName, values: Float32Array): void;
}

/** Results that several methods share: a stage depends on the stages before it and on the seed, not on the method. */
export interface StageCache {
  readonly data: Map<string, ExperimentData>;
  readonly stages: Map<string, { readonly record: StageRecord; readonly values: Float32Array }>;
}

export function emptyCache(): StageCache {
  return { data: new Map(), stages: new Map() };
}

export interface PipelineResult {
  readonly stages: StageRecord[];
  readonly rollouts: RolloutStepRecord[];
  /** Why the run ended before its last step, or null. */
  readonly stoppedEarly: string | null;
}

/** Steps between two live sample responses. */
const SAMPLE_EVERY = 20;
/** RL steps whose rollouts the record keeps, and groups of each. */
const KEPT_ROLLOUT_STEPS = 24;
const KEPT_GROUPS = 3;

/**
 * Runs a method from the base through its stages: base evaluation, then each stage trained and evaluated.
 *
 * @param base the base model; it is not changed
 */
export async function runPipeline(
  base: Model,
  config: ExperimentConfig,
  hooks: PipelineHooks,
  cache: StageCache = emptyCache(),
): Promise<PipelineResult> {
  const dataKey = JSON.stringify([config.seed, config.dataset, config.evaluation]);
  const data = cache.data.get(dataKey) ?? experimentData(config);
  cache.data.set(dataKey, data);
  const run = new Run(base, config, data, hooks);
  const plan = METHOD_PLANS[config.method];
  const baseValues = await base.parameters.values();
  let key = JSON.stringify([dataKey, config.base]);
  let values = baseValues;
  for (const stage of ['base', ...plan.supervised] as const) {
    key = JSON.stringify([key, stage, stage === 'base' ? null : supervisedOptions(config, stage)]);
    const known = cache.stages.get(key);
    if (known) {
      values = known.values;
      run.reuse(known.record);
    } else {
      const result = stage === 'base' ? await run.base(values) : await run.supervised(stage, values);
      cache.stages.set(key, result);
      values = result.values;
    }
    hooks.snapshot(stage, values);
  }
  if (plan.rl) {
    await run.rl(plan.rl, values);
  }
  return { stages: run.stages, rollouts: run.rollouts, stoppedEarly: run.stoppedEarly };
}

/** One method's way through its stages. */
class Run {
  readonly stages: StageRecord[] = [];
  readonly rollouts: RolloutStepRecord[] = [];
  stoppedEarly: string | null = null;
  /** Milliseconds spent at gates: a visitor's pauses are no cost of training. */
  private rested = 0;

  constructor(
    private readonly baseModel: Model,
    private readonly config: ExperimentConfig,
    private readonly data: ExperimentData,
    private readonly hooks: PipelineHooks,
  ) {}

  /** A stage that another method already ran: told as if it had just happened. */
  reuse(record: StageRecord): void {
    const { stage, curve, evaluation } = record;
    this.hooks.stageStarted(stage, curve.length);
    this.stages.push(record);
    if (evaluation) {
      this.hooks.evaluated(stage, evaluation);
    }
  }

  async base(values: Float32Array) {
    const start = this.clock();
    this.hooks.stageStarted('base', 0);
    const evaluation = await this.evaluate(this.baseModel, 'base');
    return { record: this.finish('base', [], evaluation, start), values };
  }

  async supervised(stage: SupervisedName, values: Float32Array) {
    const start = this.clock();
    const { config, data, hooks } = this;
    const options = supervisedOptions(config, stage);
    const examples = stage === 'direct-sft' ? data.pool : data.cot;
    const model = this.copy(values);
    const random = stageStream(config, stage);
    const training = new SupervisedStage(model, examples, options, random);
    const curve: MetricPoint[] = [];
    try {
      hooks.stageStarted(stage, options.steps);
      for (let step = 0; step < options.steps; step++) {
        await this.gate('update');
        const point = { step, ...rounded(await training.update(step)) };
        curve.push(point);
        hooks.progress(stage, step, options.steps, point);
        await this.sampleNow(model, stage, step);
      }
      const evaluation = await this.evaluate(model, stage);
      const trained = await model.parameters.values();
      return { record: this.finish(stage, curve, evaluation, start), values: trained };
    } finally {
      training.dispose();
      model.parameters.dispose();
    }
  }

  async rl(variant: RlVariant, values: Float32Array): Promise<void> {
    const start = this.clock();
    const model = this.copy(values);
    try {
      const curve = await this.trainByRl(model, variant, values);
      this.finish('rl', curve, await this.evaluate(model, 'rl'), start);
      this.hooks.snapshot('rl', await model.parameters.values());
    } finally {
      model.parameters.dispose();
    }
  }

  private async trainByRl(model: Model, variant: RlVariant, values: Float32Array): Promise<MetricPoint[]> {
    const { config, data, hooks } = this;
    const { steps } = config.rl;
    const reference = this.copy(values);
    const random = stageStream(config, 'rl');
    const pool = variant.onCotSet ? data.cot : data.pool;
    const training = new RlStage(model, reference, pool, { ...config.rl, ...variant }, random);
    const curve: MetricPoint[] = [];
    const keepEvery = Math.max(1, Math.floor(steps / KEPT_ROLLOUT_STEPS));
    try {
      hooks.stageStarted('rl', steps);
      for (let step = 0; step < steps; step++) {
        await this.gate('update');
        for await (const { phase, groups, metrics } of training.step(step)) {
          hooks.phase(step, phase);
          hooks.rollouts(step, groups);
          if (!metrics) {
            await this.gate('phase');
            continue;
          }
          const point = { step, ...rounded(metrics as unknown as Record<string, number>) };
          curve.push(point);
          hooks.progress('rl', step, steps, point);
          if (step % keepEvery === 0 || step === steps - 1) {
            this.rollouts.push({ step, groups: someGroups(groups).map(rolloutGroup) });
          }
        }
        await this.sampleNow(model, 'rl', step);
      }
    } catch (error) {
      if (!(error instanceof NothingToLearn)) {
        throw error;
      }
      this.stoppedEarly = `Reinforcement learning stopped after ${curve.length} of ${steps} steps. ${error.message}`;
    } finally {
      training.dispose();
      reference.parameters.dispose();
    }
    return curve;
  }

  private async gate(point: GatePoint): Promise<void> {
    const arrived = performance.now();
    await this.hooks.gate(point);
    this.rested += performance.now() - arrived;
  }

  /** Milliseconds of work. */
  private clock(): number {
    return performance.now() - this.rested;
  }

  private copy(values: Float32Array): Model {
    return { ...this.baseModel, parameters: Parameters.from(this.baseModel.config, values) };
  }

  private async evaluate(model: Model, stage: StageName): Promise<StageEvaluation> {
    const { hooks, data, config } = this;
    hooks.evaluating(stage, 0);
    const evaluation = await evaluateStage(
      model,
      this.baseModel,
      stage,
      data.evaluation,
      config.seed,
      async (fraction) => {
        hooks.evaluating(stage, fraction);
        await this.gate('evaluation');
      },
    );
    hooks.evaluated(stage, evaluation);
    return evaluation;
  }

  /** A live answer to one unseen example now and then. */
  private async sampleNow(model: Model, stage: StageName, step: number): Promise<void> {
    if (step % SAMPLE_EVERY === 0) {
      const examples: readonly Example[] = this.data.evaluation;
      const example = examples[(step / SAMPLE_EVERY) % examples.length];
      const [answer] = await answers(model, [example], false);
      this.hooks.sample(stage, outcome(answer, false));
    }
  }

  private finish(
    stage: StageName,
    curve: MetricPoint[],
    evaluation: StageEvaluation,
    start: number,
  ): StageRecord {
    const record = { stage, curve, evaluation, seconds: round((this.clock() - start) / 1000) };
    this.stages.push(record);
    return record;
  }
}

function rounded(metrics: object): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, significant(value)]));
}

/** Some groups of a step for the record: the first that train, and one that was dropped if any. */
function someGroups(groups: readonly Group[]): Group[] {
  const dropped = groups.find((group) => group.dropped !== null);
  const trained = groups.filter((group) => group.dropped === null).slice(0, KEPT_GROUPS - (dropped ? 1 : 0));
  return dropped ? [...trained, dropped] : trained;
}
