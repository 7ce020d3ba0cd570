import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import { RandomStream } from '../random/stream';
import type { SkillTest, Task } from '../tasks/task';

/** Scores of a base: accuracy by group and skill, e.g. scores.perception.exist, scores.inContext[3]. */
export type BaseSkillScores = { readonly [group: string]: { readonly [skill: string]: number } };

/**
 * Measures all skills of a base on unseen pictures and policies.
 *
 * @param count questions per skill and per number of layers
 */
export async function baseSkills(
  model: Model,
  task: Task,
  random: RandomStream,
  count: number,
  layers: readonly number[],
): Promise<BaseSkillScores> {
  const scores: Record<string, Record<string, number>> = {};
  for (const [group, tests] of Object.entries(task.baseSkills.report(random, count, layers))) {
    scores[group] = {};
    for (const [skill, test] of Object.entries(tests)) {
      scores[group][skill] = await skillAccuracy(model, test());
    }
  }
  return scores;
}

/** Prompts that run at once: bounds the memory of the prefill. */
const CHUNK = 128;

/** Share of right greedy answers, 0 to 1. */
export async function skillAccuracy(model: Model, { probes, maxTokens }: SkillTest): Promise<number> {
  const random = RandomStream.of(0, 'greedy'); // greedy decoding draws uniforms but does not look at them
  const options = { responses: 1, maxNewTokens: maxTokens, temperature: 0, random };
  let right = 0;
  for (let start = 0; start < probes.length; start += CHUNK) {
    const chunk = probes.slice(start, start + CHUNK);
    const prompts = chunk.map(({ prompt }) => prompt);
    const responses = await generate(model, prompts, options);
    right += responses.filter(({ tokens, prompt }) => chunk[prompt].isRight(tokens)).length;
  }
  return right / probes.length;
}
