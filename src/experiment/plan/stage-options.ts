import type { ExperimentConfig } from './config';
import type { StageName } from './methods';
import { supervisedOptions } from './supervised-options';

/** The settings that a stage runs by. Distillation has RL's: as many steps, prompts, responses and updates. */
export function stageOptions(config: ExperimentConfig, stage: Exclude<StageName, 'base'>) {
  return stage === 'rl' || stage === 'distillation' ? config.rl : supervisedOptions(config, stage);
}
