import { expectedTokens } from '../../tasks/expected-tokens';
import type { SupervisedOptions } from '../../train/supervised';
import type { TrainedPart } from '../../train/trained-part';
import type { ExperimentConfig } from './config';

/** Words of a replayed sequence, visual tokens included: a small policy and a walk, or questions about a picture. */
export const REPLAY_WORDS = 95;

/** Tokens of one update of a supervised stage; examples of one policy share its tokens. */
export function tokensPerUpdate(
  { dataset }: Pick<ExperimentConfig, 'dataset'>,
  { kind, batch, replay }: SupervisedOptions,
): number {
  const { policy, prompt, response } = expectedTokens(dataset);
  const policies = Math.min(batch, dataset.policies) * policy;
  const words = {
    'direct-sft': batch * (prompt + 2),
    'cot-sft': batch * (prompt + response),
    'vm-cpt': batch * (prompt + response) + policies,
    'vm-cpt-unmasked': batch * (prompt + response) + policies,
    'policy-sft': batch * (prompt + response) + policies,
  }[kind];
  return words + replay * REPLAY_WORDS;
}

/** Forward passes' worth of a training pass: one forward, and backward one for the inputs and one for the weights. */
export function trainingPasses(part: TrainedPart): number {
  // The frozen lower half runs forward only; LoRA's own matrices are a few per cent.
  return { 'upper-half': 2, all: 3, lora: 2 }[part];
}
