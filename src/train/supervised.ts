import type { Model } from '../model/forward';
import type { TrainedParameters } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import type { Example, Task } from '../tasks/task';
import { cosineSchedule, Optimizer } from './gradients';
import { languageLoss } from './language-loss';
import { Replay, supervisedReplayWeight } from './replay';
import { type SupervisedKind, UpdateSequences } from './sequences';
import { trainedParameters } from './trained-parameters';
import { SUPERVISED_PART, type TrainedPart } from './trained-part';

export interface SupervisedOptions {
  readonly kind: SupervisedKind;
  readonly steps: number;
  /** Policy sequences per step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Base-skill sequences replayed beside each update (replay.ts). */
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
  private readonly trained: TrainedParameters;
  private readonly updates: UpdateSequences;
  private readonly replay: Replay;

  constructor(
    private readonly model: Model,
    task: Task,
    examples: readonly Example[],
    private readonly options: SupervisedOptions,
    private readonly random: RandomStream,
  ) {
    this.updates = new UpdateSequences(options.kind, examples, options.batch, random);
    this.trained = trainedParameters(options.trains ?? SUPERVISED_PART, model.config);
    this.optimizer = new Optimizer(model.parameters, this.trained);
    const { replay, batch } = options;
    this.replay = new Replay(task, replay, supervisedReplayWeight(replay, batch), random);
  }

  /** Update number `step`, counted from 0. */
  async update(step: number): Promise<SupervisedMetrics> {
    const { steps, learningRate } = this.options;
    const random = this.random.fork(`step ${step}`);
    const lr = cosineSchedule(step, steps, learningRate, WARMUP_STEPS);
    const loss = languageLoss(this.model, flatBatch(this.updates.segments(step)), this.trained);
    this.replay.addGradient(this.model, this.trained, random.fork('replay'));
    const norm = this.optimizer.step(lr);
    const [value, gradNorm] = [(await loss.data())[0], (await norm.data())[0]];
    loss.dispose();
    norm.dispose();
    return { loss: value, grad_norm: gradNorm, lr };
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}
