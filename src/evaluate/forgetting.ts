import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import { logProbs } from '../model/log-probs';
import { RandomStream } from '../random/stream';
import { flatBatch, trainedFrom } from '../sequence/flat-batch';
import type { Prompt } from '../sequence/prompt';
import { FreshPolicies, textWalk } from '../tasks/clevr/base-skills';
import { parseResponse } from '../tasks/clevr/encode';
import { freshPolicyAccuracy, perceptionAccuracy, perceptionPrompts } from './base-skills';

/** Base skills after a stage; the drop against the base is what was forgotten. */
export interface BaseSkills {
  /** Questions about pictures (multimodal): accuracy. */
  readonly exist: number;
  readonly query: number;
  /** Following a fresh policy about a scene in words (text only): accuracy at N = 2. */
  readonly textWalk: number;
  /** Following a fresh policy in the prompt about a picture: accuracy at N = 2. */
  readonly freshInContext: number;
  /** KL(tuned || base) on answers to such questions and walks, nats per token: the mean of the two kinds. */
  readonly kl: number;
}

/** Images or scenes per skill: the same for every model and seed, so that drops are paired. */
const COUNT = 128;
const LAYERS = 2;
const MAX_WALK_TOKENS = 32;

/** Evaluation 6 (method section 3): what of the base's skills is left, multimodal and text-only, beside KL to the base. */
export async function forgetting(model: Model, base: Model): Promise<BaseSkills> {
  const random = RandomStream.of(1, 'forgetting');
  const fresh = new FreshPolicies(random.fork('names'));
  const walks = Array.from({ length: COUNT }, (_, i) => {
    const stream = random.fork(`walk ${i}`);
    return textWalk(fresh.draw(LAYERS, stream), stream);
  });
  const prompts = walks.map(({ prompt }) => ({ tokens: prompt, images: [] }));
  const greedy = { responses: 1, maxNewTokens: MAX_WALK_TOKENS, temperature: 0, random };
  const responses = await generate(model, prompts, greedy);
  const right = responses.filter(
    ({ tokens, prompt }) => parseResponse(tokens).reasoning.caseNumber === walks[prompt].gold.caseNumber,
  );
  const questions = perceptionPrompts('exist', random.fork('kl'), COUNT / 2);
  return {
    exist: await perceptionAccuracy(model, 'exist', random.fork('exist'), COUNT),
    query: await perceptionAccuracy(model, 'query', random.fork('query'), COUNT),
    textWalk: right.length / COUNT,
    freshInContext: await freshPolicyAccuracy(model, LAYERS, random.fork('fresh'), COUNT),
    kl: await klToBase(model, base, [
      { prompts: prompts.slice(0, COUNT / 2), tokens: MAX_WALK_TOKENS },
      { prompts: questions.map(({ prompt }) => prompt), tokens: 1 },
    ]),
  };
}

/**
 * KL(tuned || base) per token, by sampling: answers drawn from the tuned model, mean of log p_tuned - log p_base. Each task
 * counts the same: long answers of one would drown short ones of the other.
 *
 * @returns nats per token; a consistent estimate, so slightly below 0 is possible near 0
 */
async function klToBase(
  model: Model,
  base: Model,
  tasks: readonly { readonly prompts: readonly Prompt[]; readonly tokens: number }[],
): Promise<number> {
  let sum = 0;
  for (const { prompts, tokens: maxNewTokens } of tasks) {
    const random = RandomStream.of(2, 'kl');
    const sampled = await generate(model, prompts, { responses: 1, maxNewTokens, temperature: 1, random });
    const parts = sampled.map(({ prompt, tokens }) => {
      const { tokens: before, images } = prompts[prompt];
      return trainedFrom([...before, ...tokens], images, before.length);
    });
    const batch = flatBatch(parts, model.config.visualTokens);
    const { logp: underBase } = await logProbs(base, batch);
    const underTuned = sampled.flatMap(({ logps }) => logps);
    sum += underTuned.reduce((total, logp, i) => total + logp - underBase[i], 0) / underTuned.length;
  }
  return sum / tasks.length;
}
