import { OBJECTIVES, type Objective } from '../../train/policy-rollout';
import type { RlOptions } from '../../train/rl';
import type { ExperimentConfig } from './config';
import { METHOD_PLANS, type RlVariant } from './methods';

/** The constants of the objective that an experiment trains with: the algorithm's, and what it changes of them. */
export function objectiveOf(
  { rl }: Pick<ExperimentConfig, 'rl'>,
  algorithm: keyof typeof OBJECTIVES,
): Objective {
  return { ...OBJECTIVES[algorithm], ...rl.objective };
}

/** How RL of an experiment's method runs; the method must have RL. */
export function rlOptions(config: ExperimentConfig): RlOptions {
  const { promptsTimes = 1, ...variant } = METHOD_PLANS[config.method].rl as RlVariant;
  const objective = objectiveOf(config, variant.algorithm);
  return { ...config.rl, ...variant, objective, prompts: config.rl.prompts * promptsTimes };
}
