import { dispose, keep, type Tensor2D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { firstRow } from '../kernels/log-prob/log-prob';
import { type DeviceBatch, deviceBatch, type Model, targetLogProbs } from '../model/forward';
import { generateTogether } from '../model/generate';
import { type LogProbs, logProbsOnDevice, readLogProbs } from '../model/log-probs';
import type { TrainedParameters } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { type Example, responseLimit, type Task } from '../tasks/task';
import { average } from './advantage';
import { type Aggregation, aggregationWeights, USUAL_AGGREGATION } from './aggregation';
import { ofAll, weightsOfDistinct } from './alike';
import { type DropReason, MAX_SAMPLING_TRIES } from './dapo';
import { evenShares } from './even-shares';
import { accumulateGradients, Optimizer } from './gradients';
import { clipShares, objectiveLoss, perTokenKl } from './objective';
import { formGroup, OBJECTIVES, type Objective, sampleGroups } from './policy-rollout';
import { Replay, RL_REPLAY_WEIGHT } from './replay';
import { type ResponseBatch, responseBatch } from './response-batch';
import { gateMetrics, type RlMetrics, rolloutMetrics, type UpdateMetrics } from './rl-metrics';
import type { Group, Sampler } from './rollout-group';
import { trainedParameters } from './trained-parameters';
import { RL_PART, type TrainedPart } from './trained-part';

export interface RlOptions {
  readonly algorithm: keyof typeof OBJECTIVES;
  /** PolicyRollout (method 2.4). */
  readonly policyRollout: boolean;
  /** Control: statistics per source instead of per group. */
  readonly separateStatistics?: boolean;
  /** Gated PolicyRollout (ours; method 2.4b), and its two halves alone as controls. */
  readonly gate?: boolean;
  readonly faithful?: boolean;
  /** Groups per rollout batch. */
  readonly prompts: number;
  readonly groupSize: number;
  readonly updatesPerStep: number;
  readonly learningRate: number;
  /** Base-skill sequences replayed beside each update (replay.ts). */
  readonly replay: number;
  /** {@link RL_PART} if absent; adapters have to be in the model. */
  readonly trains?: TrainedPart;
  /** {@link USUAL_AGGREGATION} if absent. */
  readonly aggregation?: Aggregation;
  /** Those of {@link OBJECTIVES} if absent. */
  readonly objective?: Objective;
}

export type RlPhase = 'rollout' | 'reward' | 'advantage' | 'update';

/** What is known after a phase of a step; metrics come with the last one. */
export interface RlPhaseResult {
  readonly phase: RlPhase;
  readonly groups: readonly Group[];
  readonly metrics: RlMetrics | null;
}

/** A batch of responses on the device, from its first pass to its update. */
interface Minibatch extends ResponseBatch {
  readonly device: DeviceBatch;
}

/** Dynamic sampling found nothing to train on; the message says so to people. */
export class NothingToLearn extends Error {}

/** RL (stage 3): GRPO or DAPO, with or without PolicyRollout. */
export class RlTrainer {
  readonly optimizer: Optimizer;
  readonly maxNewTokens: number;
  private readonly trained: TrainedParameters;
  private readonly objective: Objective;
  private readonly replay: Replay;

  /**
   * @param reference the model at the start of RL, for the KL term; its parameters stay fixed
   */
  constructor(
    private readonly model: Model,
    private readonly reference: Model,
    private readonly task: Task,
    private readonly pool: readonly Example[],
    private readonly options: RlOptions,
    private readonly random: RandomStream,
  ) {
    this.trained = trainedParameters(options.trains ?? RL_PART, model.config);
    this.optimizer = new Optimizer(model.parameters, this.trained);
    this.objective = options.objective ?? OBJECTIVES[options.algorithm];
    this.maxNewTokens = responseLimit(pool);
    this.replay = new Replay(task, options.replay, RL_REPLAY_WEIGHT, random);
  }

  /**
   * One RL step, phase by phase; the caller may wait between them.
   *
   * @throws NothingToLearn when dynamic sampling found no group with different accuracies in 20 tries
   */
  async *step(step: number): AsyncGenerator<RlPhaseResult> {
    const random = this.random.fork(`step ${step}`);
    // Rollout. GRPO keeps every group; DAPO refills what dynamic sampling drops, from fresh prompts.
    const groups: Group[] = [];
    let kept: Group[] = [];
    let tries = 0;
    for (; kept.length < this.options.prompts && tries < MAX_SAMPLING_TRIES; tries++) {
      groups.push(...(await this.sample(this.options.prompts - kept.length, random.fork(`try ${tries}`))));
      kept = groups.filter(({ dropped }) => dropped === null);
    }
    if (kept.length === 0) {
      throw new NothingToLearn(
        `In ${tries} tries ${whyDropped(groups)}, so there is nothing left to learn from.`,
      );
    }
    for (const phase of ['rollout', 'reward', 'advantage'] as const) {
      yield { phase, groups, metrics: null };
    }
    const { update, trained } = await this.update(kept, random.fork('update'));
    const dropped = groups.filter((group) => group.dropped !== null);
    const metrics = {
      ...rolloutMetrics(groups),
      ...gateMetrics(groups, this.options),
      ...update,
      'dynamic_sampling/tries': tries,
      'dynamic_sampling/kept': kept.length / groups.length,
      'dynamic_sampling/groups': groups.length,
    };
    yield { phase: 'update', groups: [...trained, ...dropped], metrics };
  }

  /** Samples and scores one group for each of `count` prompts drawn from the pool. */
  private async sample(count: number, random: RandomStream): Promise<Group[]> {
    const { model, task, options, objective, maxNewTokens } = this;
    const examples = Array.from({ length: count }, () => random.pick(this.pool));
    const sampler: Sampler = (requests) =>
      generateTogether(model, requests, { maxNewTokens, temperature: 1 });
    const groups = await sampleGroups(sampler, task, examples, options, random.fork('sampling'));
    return groups.map((rollouts, i) =>
      formGroup(task, examples[i], rollouts, options, objective, maxNewTokens),
    );
  }

  /** The updates of one rollout batch, each on its share of the groups. */
  private async update(
    groups: readonly Group[],
    random: RandomStream,
  ): Promise<{ update: UpdateMetrics; trained: Group[] }> {
    const { config } = this.model;
    const minibatches = evenShares(groups, this.options.updatesPerStep).map((share): Minibatch => {
      const batch = responseBatch(share);
      return { ...batch, device: deviceBatch(batch.batch, config) };
    });
    // logp_old and logp_ref under (Q, I), before any update of this rollout batch. The first update's own pass is at
    // pi_old still, so that it gives its logp_old itself.
    const before: { old: LogProbs | null; reference: number[] | null }[] = [];
    for (const [i, { device }] of minibatches.entries()) {
      const old = i > 0 ? await logProbsOnDevice(this.model, device) : null;
      const reference = this.objective.klBeta > 0 ? await logProbsOnDevice(this.reference, device) : null;
      before.push({ old, reference: reference?.logp ?? null });
    }
    const reports: UpdateMetrics[] = [];
    const logps: number[][] = [];
    for (const [i, minibatch] of minibatches.entries()) {
      const { old, reference } = before[i];
      const { pass, ...report } = await this.minibatch(minibatch, old, reference, random.fork(`replay ${i}`));
      const { logp, entropy } = old ?? pass;
      reports.push({ ...report, entropy: average(ofAll(entropy, minibatch.places)) });
      logps.push(ofAll(logp, minibatch.places));
      minibatch.device.dispose();
    }
    const names = Object.keys(reports[0]) as (keyof UpdateMetrics)[];
    const update = Object.fromEntries(
      names.map((name) => [name, average(reports.map((report) => report[name] as number))]),
    ) as unknown as UpdateMetrics;
    return { update, trained: withLogProbs(groups, logps.flat()) };
  }

  /**
   * One optimizer update on one minibatch.
   *
   * @param old under pi_old, or null where the model still is pi_old
   * @returns its metrics, and what its forward pass, before the update, says of the batch
   */
  private async minibatch(
    { device, advantages, lengths, places }: Minibatch,
    old: LogProbs | null,
    reference: readonly number[] | null,
    random: RandomStream,
  ): Promise<Omit<UpdateMetrics, 'entropy'> & { pass: LogProbs }> {
    const { model, objective, trained } = this;
    const { learningRate, aggregation = USUAL_AGGREGATION } = this.options;
    const logpOld = old && tensor1d(old.logp);
    const logpRef = reference && tensor1d([...reference]);
    const advantage = tensor1d(advantages);
    const ofEach = aggregationWeights(lengths, aggregation, this.maxNewTokens);
    const weights = tensor1d(weightsOfDistinct(ofEach, { places, tokens: advantages.length }), 'float32');
    let kept: Tensor2D | null = null;
    const loss = accumulateGradients(model.parameters, (anchor) => {
      const { logp, logpAndEntropy } = targetLogProbs(model, device, { trained, anchor });
      kept = keep(logpAndEntropy.clone());
      return objectiveLoss(logp, logpOld, logpRef, advantage, weights, objective);
    });
    this.replay.addGradient(model, trained, random);
    const norm = this.optimizer.step(learningRate);
    const logpAndEntropy = kept as unknown as Tensor2D;
    const kl = logpRef && tidy(() => perTokenKl(firstRow(logpAndEntropy), logpRef));
    const pass = await readLogProbs(logpAndEntropy);
    const [logp, before, advantageOfAll] = [pass.logp, (old ?? pass).logp, advantages].map((values) =>
      ofAll(values, places),
    );
    const clipped = clipShares(logp, before, advantageOfAll, objective);
    const report = {
      pass,
      loss: (await loss.data())[0],
      ...(kl ? { kl: average(ofAll(await kl.data(), places)) } : {}),
      'clip_ratio/low_mean': clipped.low,
      'clip_ratio/high_mean': clipped.high,
      grad_norm: (await norm.data())[0],
      lr: learningRate,
    };
    dispose([loss, norm, logpAndEntropy, advantage, weights]);
    dispose([kl, logpRef, logpOld].filter((tensor) => tensor !== null));
    return report;
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}

function whyDropped(groups: readonly Group[]): string {
  const all = (reason: DropReason) => groups.every(({ dropped }) => dropped === reason);
  if (all('all wrong')) return 'every answer was wrong';
  if (all('all correct')) return 'every answer was right';
  return 'no prompt had both right and wrong answers';
}

/** The groups with log pi_old of every token; `logps` runs over all responses in order. */
function withLogProbs(groups: readonly Group[], logps: readonly number[]): Group[] {
  let start = 0;
  return groups.map((group) => ({
    ...group,
    rollouts: group.rollouts.map((rollout) => {
      start += rollout.tokens.length;
      return { ...rollout, logps: logps.slice(start - rollout.tokens.length, start) };
    }),
  }));
}
