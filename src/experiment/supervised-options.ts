import type { SupervisedOptions } from '../train/supervised';
import type { ExperimentConfig } from './config';
import { METHOD_PLANS, type SupervisedStage } from './methods';
import { tokensPerUpdate } from './stage-tokens';

/** How a supervised stage of an experiment's method runs. */
export function supervisedOptions(config: ExperimentConfig, stage: SupervisedStage): SupervisedOptions {
  const options = { 'direct-sft': config.directSft, 'vm-cpt': config.vmCpt, 'cot-sft': config.cotSft }[stage];
  const { matched, withPolicy } = METHOD_PLANS[config.method];
  if (stage !== 'cot-sft') {
    return { ...options, kind: stage };
  }
  return {
    ...options,
    kind: withPolicy ? 'policy-sft' : 'cot-sft',
    steps: options.steps + (matched ? vmCptInCotSteps(config) : 0),
  };
}

/** Updates of CoT SFT that run as many tokens as all of VM-CPT. */
function vmCptInCotSteps(config: ExperimentConfig): number {
  const vmCpt = config.vmCpt.steps * tokensPerUpdate(config, { ...config.vmCpt, kind: 'vm-cpt' });
  return Math.round(vmCpt / tokensPerUpdate(config, { ...config.cotSft, kind: 'cot-sft' }));
}
