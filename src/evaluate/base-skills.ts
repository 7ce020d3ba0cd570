import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import type { RandomStream } from '../random/stream';
import { plainImage } from '../sequence/flat-batch';
import { modelImage } from '../sequence/image';
import { examplePrompt, responseLimit } from '../sequence/prompt';
import { tokenWord } from '../sequence/vocabulary';
import {
  FreshPolicies,
  type PerceptionQuestion,
  type PerceptionSkill,
  perceptionQuestion,
} from '../tasks/clevr/base-skills';
import { balancedExamples } from '../tasks/clevr/clevr-policy';
import { imageTokens, parseResponse } from '../tasks/clevr/encode';
import { typeOfValue } from '../tasks/clevr/policy/describe';
import { sampleScene } from '../tasks/clevr/scene/sampler';
import type { Scene } from '../tasks/clevr/scene/scene-graph';

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
  const asked: Asked[] = [];
  while (asked.length < count) {
    const next = ask(skill, random);
    asked.push(next, ...(skill === 'exist' && asked.length + 1 < count ? [counterpart(next, random)] : []));
  }
  return asked.map(({ scene, question, answer }) => ({
    prompt: { tokens: [...imageTokens(), ...question], images: [plainImage(modelImage(scene))] },
    answer,
  }));
}

interface Asked extends PerceptionQuestion {
  readonly scene: Scene;
}

function ask(skill: PerceptionSkill, random: RandomStream): Asked {
  for (;;) {
    const scene = sampleScene(random);
    const asked = perceptionQuestion(scene, skill, random);
    // A scene that allows no such question (3 % for compare) gets another one, which would be scored under this name.
    if (asked.skill === skill) {
      return { ...asked, scene };
    }
  }
}

/**
 * A question for the same attribute types with the other answer. Questions as they are drawn give theirs away: what is asked with
 * few attributes is mostly there, and who looks at the question alone is right about .62 of them; about such pairs, a half.
 */
function counterpart({ question, answer }: Asked, random: RandomStream): Asked {
  const types = typesIn(question);
  for (;;) {
    const other = ask('exist', random);
    if (other.answer[0] !== answer[0] && typesIn(other.question) === types) {
      return other;
    }
  }
}

function typesIn(question: readonly number[]): string {
  return question.flatMap((token) => typeOfValue(tokenWord(token)) ?? []).join();
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
