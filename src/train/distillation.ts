import { dispose, mean, type Scalar, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { reverseKl } from '../kernels/reverse-kl/reverse-kl';
import { deviceBatch, embeddingTable, lossStates, type Model } from '../model/forward';
import { generate } from '../model/generate';
import { logDistributions } from '../model/log-probs';
import type { TrainedParameters } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { EOS } from '../sequence/vocabulary';
import { type Example, promptOf, responseLimit, type Task } from '../tasks/task';
import { average } from './advantage';
import { evenShares } from './even-shares';
import { accumulateGradients, Optimizer } from './gradients';
import type { ReattachedGroup } from './policy-rollout';
import { Replay, RL_REPLAY_WEIGHT } from './replay';
import { responseSegments } from './response-batch';
import type { RlOptions } from './rl';
import { trainedParameters } from './trained-parameters';
import { RL_PART } from './trained-part';

/** As much sampling and as many updates as RL has with the same numbers. */
export type DistillationOptions = Pick<
  RlOptions,
  'prompts' | 'groupSize' | 'updatesPerStep' | 'learningRate' | 'replay' | 'trains'
>;

export interface DistillationMetrics {
  /** KL(pi || teacher) in nats, mean over the response tokens. */
  readonly loss: number;
  /** Of the sampled responses; looked at, and never trained on. */
  readonly 'rewards/accuracy': number;
  readonly 'rewards/format': number;
  readonly 'completions/mean_length': number;
  readonly 'completions/clipped_ratio': number;
  readonly grad_norm: number;
  readonly lr: number;
}

/** One question and the responses to it. */
interface Sampled extends ReattachedGroup {
  readonly example: Example;
}

/**
 * On-policy context distillation (Ye et al., 2026, arXiv 2602.12275; method 2.4a): the way to the same end without rewards. The model
 * answers without the policy, o ~ pi(. | Q, I), and at every token learns what it would have said with the policy in its prompt:
 *
 *   minimise the mean over tokens of KL(pi(. | Q, I, o_<t) || pi_T(. | Q, I, P, o_<t)),
 *
 * the teacher pi_T being the model at the start of the stage. The vocabulary is small, so the divergence is exact and not estimated
 * from the sampled token. Gradients flow through the divergence and not through the sampling of o.
 */
export class DistillationTrainer {
  readonly optimizer: Optimizer;
  readonly maxNewTokens: number;
  private readonly trained: TrainedParameters;
  private readonly replay: Replay;

  /**
   * @param teacher the model at the start of the stage; its parameters stay fixed
   */
  constructor(
    private readonly model: Model,
    private readonly teacher: Model,
    private readonly task: Task,
    private readonly pool: readonly Example[],
    private readonly options: DistillationOptions,
    private readonly random: RandomStream,
  ) {
    this.trained = trainedParameters(options.trains ?? RL_PART, model.config);
    this.optimizer = new Optimizer(model.parameters, this.trained);
    this.maxNewTokens = responseLimit(pool);
    this.replay = new Replay(task, options.replay, RL_REPLAY_WEIGHT, random);
  }

  /** Step number `step`, counted from 0: one batch of responses, and the updates on its parts. */
  async update(step: number): Promise<DistillationMetrics> {
    const { learningRate, updatesPerStep } = this.options;
    const random = this.random.fork(`step ${step}`);
    const sampled = await this.sample(random);
    const updates: { loss: number; norm: number }[] = [];
    for (const [i, share] of evenShares(sampled, updatesPerStep).entries()) {
      updates.push(await this.minibatch(share, random.fork(`replay ${i}`)));
    }
    const responses = sampled.flatMap(({ example, rollouts }) =>
      rollouts.map(({ tokens }) => ({ tokens, score: this.task.score(example, tokens) })),
    );
    return {
      loss: average(updates.map(({ loss }) => loss)),
      'rewards/accuracy': average(responses.map(({ score }) => score.accuracy)),
      'rewards/format': average(responses.map(({ score }) => score.format)),
      'completions/mean_length': average(responses.map(({ tokens }) => tokens.length)),
      'completions/clipped_ratio': average(responses.map(({ tokens }) => (tokens.at(-1) === EOS ? 0 : 1))),
      grad_norm: average(updates.map(({ norm }) => norm)),
      lr: learningRate,
    };
  }

  /** Responses to prompts drawn from the pool, sampled without the policy. */
  private async sample(random: RandomStream): Promise<Sampled[]> {
    const { prompts, groupSize } = this.options;
    const examples = Array.from({ length: prompts }, () => random.pick(this.pool));
    const rollouts: { tokens: readonly number[] }[][] = examples.map(() => []);
    const responses = await generate(
      this.model,
      examples.map((example) => promptOf(example, false)),
      {
        responses: groupSize,
        maxNewTokens: this.maxNewTokens,
        temperature: 1,
        random: random.fork('sampling'),
      },
    );
    for (const { prompt, tokens } of responses) {
      rollouts[prompt].push({ tokens });
    }
    return examples.map((example, i) => ({ example, rollouts: rollouts[i] }));
  }

  /** One optimizer update on the responses of some questions. */
  private async minibatch(share: readonly Sampled[], random: RandomStream) {
    const { model, trained } = this;
    const logTeacher = this.taught(share);
    const batch = deviceBatch(flatBatch(responseSegments(share)), model.config);
    const loss = accumulateGradients(model.parameters, (anchor) => {
      const rows = lossStates(model, batch, { trained, anchor });
      return mean(reverseKl(rows, embeddingTable(model, trained), logTeacher)) as Scalar;
    });
    this.replay.addGradient(model, trained, random);
    const norm = this.optimizer.step(this.options.learningRate);
    const report = { loss: (await loss.data())[0], norm: (await norm.data())[0] };
    batch.dispose();
    dispose([loss, norm, logTeacher]);
    return report;
  }

  /** log pi_T at every token of the same responses, behind the policy: [tokens, vocabulary]. */
  private taught(share: readonly Sampled[]): Tensor2D {
    const { teacher } = this;
    const behindPolicy = share.map(({ example, rollouts }) => ({
      example: { prompt: promptOf(example, true) },
      rollouts,
    }));
    const batch = deviceBatch(flatBatch(responseSegments(behindPolicy)), teacher.config);
    const logTeacher = tidy(() => logDistributions(teacher, batch));
    batch.dispose();
    return logTeacher;
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}
