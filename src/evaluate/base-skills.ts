import { FreshPolicies, type PerceptionSkill, perceptionQuestion, randomPicture } from '../data/base-skills';
import { balancedExamples } from '../data/clevr-policy';
import { imageTokens, parseResponse } from '../data/encode';
import { plainImage } from '../data/flat-batch';
import { examplePrompt, responseLimit } from '../data/prompt';
import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import type { RandomStream } from '../random/stream';

/** Scores of the base: perception per skill, and following fresh policies given in the prompt, by layers. */
export interface BaseSkillScores {
  readonly perception: Readonly<Record<PerceptionSkill, number>>;
  /** Accuracy in context at N = 1, 2, 3, ...; chance is about 1 / responses. */
  readonly inContext: Readonly<Record<string, number>>;
}

const SKILLS: readonly PerceptionSkill[] = ['exist', 'count', 'query', 'compare', 'caption'];

/**
 * Measures the base's skills on unseen scenes and policies.
 *
 * @param count images per skill and per number of layers
 */
export async function baseSkills(
  model: Model,
  random: RandomStream,
  count: number,
  layers: readonly number[],
): Promise<BaseSkillScores> {
  const perception: Partial<Record<PerceptionSkill, number>> = {};
  for (const skill of SKILLS) {
    perception[skill] = await perceptionAccuracy(model, skill, random.fork(skill), count);
  }
  const inContext: Record<string, number> = {};
  for (const n of layers) {
    inContext[n] = await freshPolicyAccuracy(model, n, random.fork(`layers ${n}`), count);
  }
  return { perception: perception as Record<PerceptionSkill, number>, inContext };
}

/** Questions of one skill about unseen pictures, as prompts, with their answers. */
export function perceptionPrompts(skill: PerceptionSkill, random: RandomStream, count: number) {
  return Array.from({ length: count }, () => perceptionPrompt(skill, random));
}

function perceptionPrompt(skill: PerceptionSkill, random: RandomStream) {
  for (;;) {
    const picture = randomPicture(random);
    const { skill: asked, question, answer } = perceptionQuestion(picture.scene, skill, random);
    // A scene that allows no such question (3 % for compare) gets another one, which would be scored under this name.
    if (asked === skill) {
      return {
        prompt: { tokens: [...imageTokens(), ...question], images: [plainImage(picture.rgb)] },
        answer,
      };
    }
  }
}

/** Share of right answers to questions of one skill about `count` unseen pictures. */
export async function perceptionAccuracy(
  model: Model,
  skill: PerceptionSkill,
  random: RandomStream,
  count: number,
): Promise<number> {
  const questions = perceptionPrompts(skill, random, count);
  const prompts = questions.map(({ prompt }) => prompt);
  const maxNewTokens = Math.max(...questions.map(({ answer }) => answer.length));
  const responses = await generate(model, prompts, { responses: 1, maxNewTokens, temperature: 0, random });
  const right = responses.filter(({ tokens, prompt }) =>
    questions[prompt].answer.every((token, i) => tokens[i] === token),
  );
  return right.length / count;
}

/** In-context accuracy on fresh policies with N layers, eight images each. */
export async function freshPolicyAccuracy(
  model: Model,
  layers: number,
  random: RandomStream,
  count: number,
): Promise<number> {
  const fresh = new FreshPolicies(random);
  const examples = Array.from({ length: Math.ceil(count / 8) }, () =>
    balancedExamples(fresh.draw(layers, random), 8, random),
  ).flat();
  const prompts = examples.map((example) => examplePrompt(example, true));
  const options = { responses: 1, maxNewTokens: responseLimit(examples), temperature: 0, random };
  const responses = await generate(model, prompts, options);
  const right = responses.filter(
    ({ tokens, prompt }) => parseResponse(tokens).reasoning.caseNumber === examples[prompt].gold.caseNumber,
  );
  return right.length / examples.length;
}
