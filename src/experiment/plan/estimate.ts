import { modelConfig } from '../../model/config';
import { parameterCount, parameterSpecs } from '../../model/parameter-specs';
import { VISUAL_TOKENS } from '../../sequence/image';
import { expectedTokens } from '../../tasks/expected-tokens';
import { RL_PART, SUPERVISED_PART } from '../../train/trained-part';
import type { ExperimentConfig } from './config';
import { baseSize } from './imported-base';
import { METHOD_PLANS, type RlVariant, type StageName, type SupervisedStage } from './methods';
import { rlOptions } from './rl-options';
import { REPLAY_WORDS, tokensPerUpdate, trainingPasses } from './stage-tokens';
import { supervisedOptions } from './supervised-options';

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
  /** Of measuring the base and the model after each stage, on top. */
  readonly evaluationFlops: number;
}

/** Tokens that the base skills take to measure (evaluate/forgetting.ts): five sets of 128 prompts, some with a policy. */
const BASE_SKILL_TOKENS = 5 * 128 * 80;

/**
 * Groups that dynamic sampling draws for each that trains, from the recorded runs of quick, sparse and standard (docs/results): 2.6 to 5.8 without
 * PolicyRollout, 1.4 to 2.9 with it, 2.7 with its gate (one run of sparse), and 13 where RL has only the images that SFT had.
 */
const DAPO_RESAMPLING = { plain: 4, policyRollout: 2.9, gate: 2.7, onCotSet: 13 };
/** Share of attention's products on top of the matrices'. */
const ATTENTION_SHARE = 0.25;

function samplingOf({ policyRollout, gate, onCotSet }: RlVariant): keyof typeof DAPO_RESAMPLING {
  if (onCotSet) {
    return 'onCotSet';
  }
  if (gate) {
    return 'gate';
  }
  return policyRollout ? 'policyRollout' : 'plain';
}

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
  const perImage = 2 * vision * VISUAL_TOKENS;
  const { policy, prompt, response } = expectedTokens(config.dataset);

  const supervised = (stage: SupervisedStage): StageCost => {
    const options = supervisedOptions(config, stage);
    const { batch, replay, steps } = options;
    const tokens = tokensPerUpdate(config, options);
    return {
      stage,
      steps,
      tokens: steps * tokens,
      flops:
        steps *
        (tokens * perToken * trainingPasses(options.trains ?? SUPERVISED_PART) +
          (batch + replay) * perImage * (options.trains === 'all' ? 3 : 1)),
    };
  };

  const plan = METHOD_PLANS[config.method];
  const stages = plan.supervised.map(supervised);
  if (plan.rl) {
    const { steps } = config.rl;
    const { algorithm, policyRollout, prompts, groupSize, replay, updatesPerStep, trains } =
      rlOptions(config);
    const resampling = algorithm === 'dapo' ? DAPO_RESAMPLING[samplingOf(plan.rl)] : 1;
    const prefills = prompt * prompts + (policyRollout ? (prompt + policy) * prompts : 0);
    const sampled = (prefills + groupSize * prompts * response) * resampling;
    const trained = prompts * (prompt + groupSize * (response + 1));
    const training = trainingPasses(trains ?? RL_PART);
    // The reference's forward pass, and pi_old's of all minibatches but the first.
    const passes = training + (algorithm === 'grpo' ? 1 : 0) + (1 - 1 / updatesPerStep);
    const replayed = updatesPerStep * replay * REPLAY_WORDS;
    const images =
      prompts * ((policyRollout ? 2 : 1) * resampling + passes) + training * updatesPerStep * replay;
    const flops = (sampled + passes * trained + training * replayed) * perToken + images * perImage;
    stages.push({ stage: 'rl', steps, tokens: steps * (sampled + trained + replayed), flops: steps * flops });
  }
  if (plan.distills) {
    const { steps, prompts, groupSize, replay, updatesPerStep, trains } = config.rl;
    const training = trainingPasses(trains ?? RL_PART);
    const responses = groupSize * prompts * response;
    const replayed = updatesPerStep * replay * REPLAY_WORDS;
    const trained = prompts * prompt + responses;
    // The teacher reads the same responses behind the policy, forward only.
    const taught = trained + prompts * policy;
    const sampled = prompts * prompt + responses;
    const images = prompts * (2 + training) + training * updatesPerStep * replay;
    const flops = (sampled + taught + training * (trained + replayed)) * perToken + images * perImage;
    const tokens = sampled + taught + trained + replayed;
    stages.push({ stage: 'distillation', steps, tokens: steps * tokens, flops: steps * flops });
  }
  const total = (of: (stage: StageCost) => number) => stages.reduce((sum, stage) => sum + of(stage), 0);
  // Every image is answered without the policy, with it, and with other content under its name.
  const images = config.evaluation.perPolicy * config.dataset.policies;
  const asked = images * (3 * (prompt + response) + 2 * policy) + BASE_SKILL_TOKENS;
  return {
    parameters,
    stages,
    tokens: total(({ tokens }) => tokens),
    flops: total(({ flops }) => flops),
    evaluationFlops: (1 + stages.length) * (asked * perToken + 3 * images * perImage),
  };
}
