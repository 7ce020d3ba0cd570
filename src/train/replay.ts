import type { Model } from '../model/forward';
import type { TrainedParameters } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import type { Task } from '../tasks/task';
import { languageLoss } from './language-loss';

/** Weight of an RL update's replay, all sequences together, beside its objective. */
export const RL_REPLAY_WEIGHT = 0.2;

/** Weight of a supervised update's replay beside its own loss: each sequence weighs as much as one of the update's own. */
export function supervisedReplayWeight(replay: number, batch: number): number {
  return replay / batch;
}

/** Replay (ours, not the paper's): base-skill sequences that every update of a stage trains beside its own loss. */
export class Replay {
  private readonly draw: ReturnType<Task['baseSkills']['replay']>;

  /**
   * @param perUpdate sequences beside one update; 0 is the paper's recipe
   * @param weight of the replayed loss beside the update's own
   * @param random of the stage
   */
  constructor(
    task: Task,
    private readonly perUpdate: number,
    private readonly weight: number,
    random: RandomStream,
  ) {
    this.draw = task.baseSkills.replay(random.fork('replay names'));
  }

  /** Adds the gradient of one update's replay. */
  addGradient(model: Model, trained: TrainedParameters, random: RandomStream): void {
    if (this.perUpdate === 0) return;
    languageLoss(model, flatBatch(this.draw(this.perUpdate, random)), trained, this.weight).dispose();
  }
}
