import type { SupervisedOptions } from '../../train/supervised';
import { SUPERVISED_PART } from '../../train/trained-part';
import type { ExperimentConfig } from './config';
import { METHOD_PLANS, type SupervisedStage } from './methods';
import { tokensPerUpdate, trainingPasses } from './stage-tokens';

/** How a supervised stage of an experiment's method runs. */
export function supervisedOptions(config: ExperimentConfig, stage: SupervisedStage): SupervisedOptions {
  const options = { 'direct-sft': config.directSft, 'vm-cpt': config.vmCpt, 'cot-sft': config.cotSft }[stage];
  const { matched, withPolicy, unmasked } = METHOD_PLANS[config.method];
  if (stage !== 'cot-sft') {
    return { ...options, kind: unmasked ? 'vm-cpt-unmasked' : stage };
  }
  return {
    ...options,
    kind: withPolicy ? 'policy-sft' : 'cot-sft',
    steps: options.steps + (matched ? vmCptInCotSteps(config) : 0),
  };
}

/** Updates of CoT SFT that cost as much as all of VM-CPT: tokens, each as often as it passes through the model. */
function vmCptInCotSteps(config: ExperimentConfig): number {
  const cost = (options: SupervisedOptions) =>
    tokensPerUpdate(config, options) * trainingPasses(options.trains ?? SUPERVISED_PART);
  const vmCpt = config.vmCpt.steps * cost({ ...config.vmCpt, kind: 'vm-cpt' });
  return Math.round(vmCpt / cost({ ...config.cotSft, kind: 'cot-sft' }));
}
