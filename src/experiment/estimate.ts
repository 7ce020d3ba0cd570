import { modelConfig } from '../model/config';
import { parameterCount, parameterSpecs } from '../model/parameter-specs';
import type { ExperimentConfig, SupervisedConfig } from './config';
import { baseSize } from './imported-base';
import { METHOD_PLANS, type StageName } from './methods';

/** What a stage costs before it starts. */
export interface StageCost {
  readonly stage: StageName;
  readonly steps: number;
  readonly tokens: number;
  readonly flops: number;
}

export interface CostEstimate {
  readonly parameters: number;
  readonly stages: readonly StageCost[];
  readonly tokens: number;
  readonly flops: number;
}

/** Mean words of a condition's section in a policy, of a step of reasoning, of a query, and of a frame around them. */
const SECTION_WORDS = 8.5;
const STEP_WORDS = 4.5;
const QUERY_WORDS = 3;
const RESPONSE_FRAME = 4;
/** Words of a replayed sequence, visual tokens included: a small policy and a walk, or questions about a picture. */
const REPLAY_WORDS = 120;
/** Dynamic sampling rejects about a third of the groups. */
const DAPO_RESAMPLING = 1.5;
/** Share of attention's products on top of the matrices'. */
const ATTENTION_SHARE = 0.25;

/**
 * Tokens and floating-point operations of an experiment: 2 per parameter and token forward, 4 backward, plus attention.
 * An estimate (the tests hold it against counted tokens), good to about a third.
 */
export function estimateCost(config: ExperimentConfig): CostEstimate {
  const shape = modelConfig(baseSize(config.base));
  const specs = parameterSpecs(shape);
  const parameters = parameterCount(specs);
  const vision = parameterCount(specs.filter(({ group }) => group === 'vision'));
  const block = parameterCount(specs.filter(({ group }) => group === 'block0'));
  const perToken = (2 * block * shape.layers + shape.vocabulary * shape.width) * (1 + ATTENTION_SHARE);
  const perImage = 2 * vision * shape.visualTokens;
  const { layers } = config.dataset;
  const policyWords = SECTION_WORDS * (2 ** layers - 1) + 4;
  const response = STEP_WORDS * layers + RESPONSE_FRAME;
  const prompt = shape.visualTokens + QUERY_WORDS;

  const supervised = (stage: StageName, options: SupervisedConfig): StageCost => {
    const { batch, replay, steps } = options;
    const words = {
      'direct-sft': batch * (prompt + 2),
      'cot-sft': batch * (prompt + response),
      'vm-cpt': batch * (prompt + response) + Math.min(batch, config.dataset.policies) * policyWords,
    }[stage as 'direct-sft' | 'cot-sft' | 'vm-cpt'];
    const tokens = words + replay * REPLAY_WORDS;
    // The frozen lower half runs forward only: 1 forward + half of 2 backward.
    return {
      stage,
      steps,
      tokens: steps * tokens,
      flops: steps * (tokens * perToken * 2 + (batch + replay) * perImage),
    };
  };

  const plan = METHOD_PLANS[config.method];
  const stages = plan.supervised.map((stage) =>
    supervised(
      stage,
      { 'direct-sft': config.directSft, 'vm-cpt': config.vmCpt, 'cot-sft': config.cotSft }[stage],
    ),
  );
  if (plan.rl) {
    const { prompts, groupSize, steps, replay, updatesPerStep } = config.rl;
    const resampling = plan.rl.algorithm === 'dapo' ? DAPO_RESAMPLING : 1;
    const prefills = prompt * prompts + (plan.rl.policyRollout ? (prompt + policyWords) * prompts : 0);
    const sampled = (prefills + groupSize * prompts * response) * resampling;
    const trained = prompts * (prompt + groupSize * (response + 1));
    // Forward, backward as two, the reference's, and pi_old's of all minibatches but the first.
    const passes = 3 + (plan.rl.algorithm === 'grpo' ? 1 : 0) + (1 - 1 / updatesPerStep);
    const replayed = updatesPerStep * replay * REPLAY_WORDS;
    const images = prompts * (2 * resampling + passes) + 3 * updatesPerStep * replay;
    const flops = (sampled + passes * trained + 3 * replayed) * perToken + images * perImage;
    stages.push({ stage: 'rl', steps, tokens: steps * (sampled + trained + replayed), flops: steps * flops });
  }
  const total = (of: (stage: StageCost) => number) => stages.reduce((sum, stage) => sum + of(stage), 0);
  return { parameters, stages, tokens: total(({ tokens }) => tokens), flops: total(({ flops }) => flops) };
}
