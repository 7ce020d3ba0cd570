import { mul, neg, type Scalar, sum, tensor1d } from '@tensorflow/tfjs-core';
import { deviceBatch, type Model, targetLogProbs } from '../model/forward';
import type { Trained } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { type FlatBatch, flatBatch, type Segment } from '../sequence/flat-batch';
import type { Example, Task } from '../tasks/task';
import { accumulateGradients, cosineSchedule, Optimizer } from './gradients';
import { SUPERVISED_PART, type TrainedPart } from './parts';
import { type SupervisedKind, UpdateSequences } from './sequences';
import { trainedPart } from './trained-part';

/**
 * Weighted mean negative log-likelihood of a batch's targets, times `share`; adds the gradient.
 *
 * @returns scalar, share * nats per token
 */
export function languageLoss(model: Model, batch: FlatBatch, trained: Trained, share = 1): Scalar {
  const device = deviceBatch(batch, model.config);
  const total = batch.weights.reduce((all, weight) => all + weight, 0);
  const weights = tensor1d(batch.weights.map((weight) => (share * weight) / total));
  const loss = accumulateGradients(model.parameters, (anchor) => {
    const { logp } = targetLogProbs(model, device, { trained, anchor });
    return neg(sum(mul(logp, weights))) as Scalar;
  });
  weights.dispose();
  device.dispose();
  return loss;
}

export interface SupervisedOptions {
  readonly kind: SupervisedKind;
  readonly steps: number;
  /** Policy sequences per step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Base-skill sequences replayed beside them; each weighs as much as one policy sequence. */
  readonly replay: number;
  /** {@link SUPERVISED_PART} if absent; adapters have to be in the model. */
  readonly trains?: TrainedPart;
}

/** What one supervised update reports, by TRL's names. */
export interface SupervisedMetrics {
  readonly loss: number;
  readonly grad_norm: number;
  readonly lr: number;
}

const WARMUP_STEPS = 10;

/** A supervised stage: VM-CPT, CoT SFT or Direct SFT, one update at a time. */
export class SupervisedTrainer {
  readonly optimizer: Optimizer;
  private readonly trained: Trained;
  private readonly updates: UpdateSequences;
  private readonly replay: ReturnType<Task['baseSkills']['replay']>;

  constructor(
    private readonly model: Model,
    task: Task,
    examples: readonly Example[],
    private readonly options: SupervisedOptions,
    private readonly random: RandomStream,
  ) {
    this.updates = new UpdateSequences(options.kind, examples, options.batch, random);
    this.trained = trainedPart(options.trains ?? SUPERVISED_PART, model.config);
    this.optimizer = new Optimizer(model.parameters, this.trained);
    this.replay = task.baseSkills.replay(random.fork('replay names'));
  }

  /** Update number `step`, counted from 0. */
  async update(step: number): Promise<SupervisedMetrics> {
    const { batch, replay, steps, learningRate } = this.options;
    const random = this.random.fork(`step ${step}`);
    const lr = cosineSchedule(step, steps, learningRate, WARMUP_STEPS);
    const loss = this.loss(this.updates.segments(step), 1);
    if (replay > 0) {
      const share = replay / batch;
      this.loss(this.replay(replay, random.fork('replay')), share).dispose();
    }
    const norm = this.optimizer.step(lr);
    const [value, gradNorm] = [(await loss.data())[0], (await norm.data())[0]];
    loss.dispose();
    norm.dispose();
    return { loss: value, grad_norm: gradNorm, lr };
  }

  private loss(segments: Segment[], share: number): Scalar {
    return languageLoss(this.model, flatBatch(segments), this.trained, share);
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}
