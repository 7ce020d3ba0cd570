import { expectedTokens } from '../../tasks/expected-tokens';
import type { SupervisedOptions } from '../../train/supervised';
import type { TrainedPart } from '../../train/trained-part';
import type { ExperimentConfig } from './config';

/** Words of a replayed sequence, visual tokens included: a small policy and a walk, or questions about a picture. */
export const REPLAY_WORDS = 95;

/** Tokens that stand alike in their sequences. */
export interface Stretch {
  readonly tokens: number;
  /** Tokens that each of them attends to, on average. */
  readonly context: number;
}

/** A stretch of `count` texts of `length` tokens, each behind `before` others. */
export function stretch(count: number, length: number, before = 0): Stretch {
  return { tokens: count * length, context: before + length / 2 };
}

/** What one update of a supervised stage runs; examples of one policy share its tokens. */
export function updateStretches(
  { dataset }: Pick<ExperimentConfig, 'dataset'>,
  { kind, batch, replay }: SupervisedOptions,
): Stretch[] {
  const { policy, prompt, response } = expectedTokens(dataset);
  const answers = kind === 'direct-sft' ? stretch(batch, prompt + 2) : stretch(batch, prompt + response);
  const replayed = stretch(replay, REPLAY_WORDS);
  if (kind === 'direct-sft' || kind === 'cot-sft') return [answers, replayed];
  const policies = stretch(Math.min(batch, dataset.policies), policy);
  return [policies, { ...answers, context: policy + answers.context }, replayed];
}

/** Tokens of one update of a supervised stage. */
export function tokensPerUpdate(
  config: Pick<ExperimentConfig, 'dataset'>,
  options: SupervisedOptions,
): number {
  return updateStretches(config, options).reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Forward passes' worth of a training pass: one forward, and backward one for the inputs and one for the weights. */
export function trainingPasses(part: TrainedPart): number {
  // The frozen lower half runs forward only; LoRA's own matrices are a few per cent.
  return { 'upper-half': 2, all: 3, lora: 2 }[part];
}
