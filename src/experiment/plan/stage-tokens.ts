import { modelConfig } from '../../model/config';
import type { TrainedPart } from '../../train/parts';
import type { SupervisedOptions } from '../../train/supervised';
import type { ExperimentConfig } from './config';
import { baseSize } from './imported-base';

/** Mean words of a condition's section in a policy, of a step of reasoning, of a query, and of a frame around them. */
const SECTION_WORDS = 8.5;
const STEP_WORDS = 4.5;
const QUERY_WORDS = 3;
const RESPONSE_FRAME = 4;
/** Decision nodes of a policy of N = 1 .. 6 layers (dataset card): paths on which nothing is left to ask end early. */
const DECISIONS = [1, 3, 7, 15, 30, 54] as const;
/** Words of a replayed sequence, visual tokens included: a small policy and a walk, or questions about a picture. */
export const REPLAY_WORDS = 95;

/** Tokens of an experiment's sequences, on average: estimates, which the tests hold against counted tokens. */
export interface SequenceTokens {
  readonly policy: number;
  /** Image and question. */
  readonly prompt: number;
  /** Reasoning and answer. */
  readonly response: number;
}

export function sequenceTokens({
  base,
  dataset,
}: Pick<ExperimentConfig, 'base' | 'dataset'>): SequenceTokens {
  return {
    policy: SECTION_WORDS * DECISIONS[dataset.layers - 1] + 4,
    prompt: modelConfig(baseSize(base)).visualTokens + QUERY_WORDS,
    response: STEP_WORDS * dataset.layers + RESPONSE_FRAME,
  };
}

/** Tokens of one update of a supervised stage; examples of one policy share its tokens. */
export function tokensPerUpdate(
  config: Pick<ExperimentConfig, 'base' | 'dataset'>,
  { kind, batch, replay }: SupervisedOptions,
): number {
  const { policy, prompt, response } = sequenceTokens(config);
  const policies = Math.min(batch, config.dataset.policies) * policy;
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
