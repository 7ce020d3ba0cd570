import { modelConfig } from '../../model/config';
import { parameterCount, parameterSpecs } from '../../model/parameter-specs';
import { VISUAL_TOKENS } from '../../sequence/image';
import { expectedResampling, expectedTokens } from '../../tasks/expected-tokens';
import { RL_PART, SUPERVISED_PART } from '../../train/trained-part';
import type { ExperimentConfig } from './config';
import { baseSize } from './imported-base';
import { METHOD_PLANS, type RlVariant, type StageName, type SupervisedStage } from './methods';
import { rlOptions } from './rl-options';
import { REPLAY_WORDS, type Stretch, stretch, trainingPasses, updateStretches } from './stage-tokens';
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

/** What the base skills take to measure (evaluate/forgetting.ts): five sets of 128 prompts, some with a policy. */
const BASE_SKILL_PROMPTS = 5 * 128;
const BASE_SKILL_TOKENS = 80;
/** What an operation of an evaluation takes, against one of training: most are of decoding, one token after the other. */
const EVALUATION_COST = 1.6;

/** Groups that dynamic sampling draws for each that trains, where RL has only the images that SFT had (docs/results/quick-controls.json). */
const ON_COT_SET = 13;

function resamplingOf({ dataset }: ExperimentConfig, { policyRollout, gate, onCotSet }: RlVariant): number {
  if (onCotSet) return ON_COT_SET;
  const { plain, aware, gated } = expectedResampling(dataset);
  if (gate) return gated;
  return policyRollout ? aware : plain;
}

const tokensOf = (stretches: readonly Stretch[]) => stretches.reduce((sum, { tokens }) => sum + tokens, 0);

/**
 * Tokens and floating-point operations of an experiment: 2 per parameter and token forward, 4 backward, and
 * 4 per channel for every token that one attends to.
 * An estimate (the tests hold it against counted tokens), good to about a third.
 */
export function estimateCost(config: ExperimentConfig): CostEstimate {
  const shape = modelConfig(baseSize(config.base));
  const specs = parameterSpecs(shape);
  const parameters = parameterCount(specs);
  const vision = parameterCount(specs.filter(({ group }) => group === 'vision'));
  const block = parameterCount(specs.filter(({ group }) => group === 'block0'));
  const perToken = 2 * block * shape.layers + shape.vocabulary * shape.width;
  /** One forward pass over what stands in these places. */
  const forward = (...stretches: Stretch[]) =>
    stretches.reduce(
      (sum, { tokens, context }) => sum + tokens * (perToken + 4 * shape.width * shape.layers * context),
      0,
    );
  const perImage = 2 * vision * VISUAL_TOKENS;
  const { policy, prompt, response, distinct } = expectedTokens(config.dataset);

  const supervised = (stage: SupervisedStage): StageCost => {
    const options = supervisedOptions(config, stage);
    const { batch, replay, steps } = options;
    const stretches = updateStretches(config, options);
    const tokens = tokensOf(stretches);
    return {
      stage,
      steps,
      tokens: steps * tokens,
      flops:
        steps *
        (forward(...stretches) * trainingPasses(options.trains ?? SUPERVISED_PART) +
          (batch + replay) * perImage * (options.trains === 'all' ? 3 : 1)),
    };
  };

  const plan = METHOD_PLANS[config.method];
  const stages = plan.supervised.map(supervised);
  if (plan.rl) {
    const { steps } = config.rl;
    const { algorithm, policyRollout, prompts, groupSize, replay, updatesPerStep, trains } =
      rlOptions(config);
    const resampling = algorithm === 'dapo' ? resamplingOf(config, plan.rl) : 1;
    const aware = policyRollout ? groupSize / 2 : 0;
    const sampling = [
      stretch(prompts, prompt),
      stretch(prompts * (groupSize - aware), response, prompt),
      ...(policyRollout
        ? [
            stretch(Math.min(prompts, config.dataset.policies), policy),
            stretch(prompts, prompt, policy),
            stretch(prompts * aware, response, policy + prompt),
          ]
        : []),
    ];
    const training = trainingPasses(trains ?? RL_PART);
    const trained = [stretch(prompts, prompt), stretch(prompts * groupSize * distinct, response + 1, prompt)];
    const replayed = stretch(updatesPerStep * replay, REPLAY_WORDS);
    // The reference's forward pass, and pi_old's of all minibatches but the first.
    const passes = training + (algorithm === 'grpo' ? 1 : 0) + (1 - 1 / updatesPerStep);
    const images =
      prompts * ((policyRollout ? 2 : 1) * resampling + passes) + training * updatesPerStep * replay;
    const flops =
      resampling * forward(...sampling) +
      passes * forward(...trained) +
      training * forward(replayed) +
      images * perImage;
    const tokens = resampling * tokensOf(sampling) + tokensOf([...trained, replayed]);
    stages.push({ stage: 'rl', steps, tokens: steps * tokens, flops: steps * flops });
  }
  if (plan.distills) {
    const { steps, prompts, groupSize, replay, updatesPerStep, trains } = config.rl;
    const training = trainingPasses(trains ?? RL_PART);
    // What is sampled is trained on, and read by the teacher behind the policy, forward only.
    const sampled = [stretch(prompts, prompt), stretch(groupSize * prompts, response, prompt)];
    const taught = [
      stretch(prompts, policy),
      stretch(prompts, prompt, policy),
      stretch(groupSize * prompts, response, policy + prompt),
    ];
    const replayed = stretch(updatesPerStep * replay, REPLAY_WORDS);
    const images = prompts * (2 + training) + training * updatesPerStep * replay;
    const flops =
      forward(...sampled, ...taught) + training * forward(...sampled, replayed) + images * perImage;
    const tokens = 2 * tokensOf(sampled) + tokensOf([...taught, replayed]);
    stages.push({ stage: 'distillation', steps, tokens: steps * tokens, flops: steps * flops });
  }
  const total = (of: (stage: StageCost) => number) => stages.reduce((sum, stage) => sum + of(stage), 0);
  // Every image is answered without the policy, with it, and with other content under its name.
  const images = config.evaluation.perPolicy * config.dataset.policies;
  const asked = [
    stretch(images, prompt + response),
    stretch(2 * images, prompt + response, policy),
    stretch(2 * config.dataset.policies, policy),
    stretch(BASE_SKILL_PROMPTS, BASE_SKILL_TOKENS),
  ];
  return {
    parameters,
    stages,
    tokens: total(({ tokens }) => tokens),
    flops: total(({ flops }) => flops),
    evaluationFlops: EVALUATION_COST * (1 + stages.length) * (forward(...asked) + 3 * images * perImage),
  };
}
