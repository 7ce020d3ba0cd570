import type { Model } from '../../model/forward';
import type { Task } from '../../tasks/task';
import { DistillationTrainer } from '../../train/distillation';
import { RlTrainer } from '../../train/rl';
import { SupervisedTrainer } from '../../train/supervised';
import type { ExperimentConfig } from '../plan/config';
import { METHOD_PLANS, type StageName } from '../plan/methods';
import { rlOptions } from '../plan/rl-options';
import { supervisedOptions } from '../plan/supervised-options';
import { type ExperimentData, stageStream } from './dataset';

/** What a stage is trained with. */
export interface StageMaterial {
  /** In training. */
  readonly model: Model;
  /** As it is before the stage: RL's reference, distillation's teacher. */
  readonly before: Model;
  readonly task: Task;
  readonly config: ExperimentConfig;
  readonly data: ExperimentData;
}

/** The trainer of a stage that is a list of updates. */
export function updatesTrainer(
  stage: Exclude<StageName, 'base' | 'rl'>,
  { model, before, task, config, data }: StageMaterial,
): SupervisedTrainer | DistillationTrainer {
  const random = stageStream(config, stage);
  if (stage === 'distillation') {
    return new DistillationTrainer(model, before, task, data.pool, config.rl, random);
  }
  const examples = stage === 'direct-sft' ? data.pool : data.cot;
  return new SupervisedTrainer(model, task, examples, supervisedOptions(config, stage), random);
}

export function rlTrainer({ model, before, task, config, data }: StageMaterial): RlTrainer {
  const pool = METHOD_PLANS[config.method].rl?.onCotSet ? data.cot : data.pool;
  return new RlTrainer(model, before, task, pool, rlOptions(config), stageStream(config, 'rl'));
}
