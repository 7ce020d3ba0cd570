import type { RlOptions } from '../../train/rl';
import type { ExperimentConfig } from './config';
import { METHOD_PLANS, type RlVariant } from './methods';

/** How RL of an experiment's method runs; the method must have RL. */
export function rlOptions(config: ExperimentConfig): RlOptions {
  const { promptsTimes = 1, ...variant } = METHOD_PLANS[config.method].rl as RlVariant;
  return { ...config.rl, ...variant, prompts: config.rl.prompts * promptsTimes };
}
