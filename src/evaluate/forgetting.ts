import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import { divergences } from '../model/log-probs';
import { RandomStream } from '../random/stream';
import { flatBatch, plainImage, weighedFrom } from '../sequence/flat-batch';
import type { Task } from '../tasks/task';
import { skillAccuracy } from './base-skills';

/** Base skills after a stage; the drop against the base is what was forgotten. */
export interface BaseSkills {
  /** Accuracy of each skill that the task's source of base skills measures, 0 to 1. */
  readonly [skill: string]: number;
  /** KL(tuned || base) on answers to such questions, nats per token: the mean of the kinds. */
  readonly kl: number;
}

/** Questions per skill: the same for every model and seed, so that drops are paired. */
const COUNT = 128;

/**
 * Evaluation 6 (method section 3): what of the base's skills is left, multimodal and text-only, beside KL to the base.
 *
 * @param onProgress gets the share that is measured, 0 to 1; is waited for, and may throw to stop
 */
export async function forgetting(
  model: Model,
  base: Model,
  task: Task,
  onProgress: (share: number) => Promise<void> = async () => {},
): Promise<BaseSkills> {
  const random = RandomStream.of(1, 'forgetting');
  const skills: Record<string, number> = {};
  const tests = Object.entries(task.baseSkills.forgetting(random, COUNT));
  for (const [i, [skill, test]] of tests.entries()) {
    skills[skill] = await skillAccuracy(model, test);
    await onProgress((i + 1) / (tests.length + 1));
  }
  const kl = await klToBase(model, base, task.baseSkills.divergence(random, COUNT / 2));
  await onProgress(1);
  return { ...skills, kl };
}

/**
 * KL(tuned || base) per token, by sampling: answers drawn from the tuned model, mean of the exact divergence at their tokens. Each
 * kind of question counts the same: long answers of one would drown short ones of the other.
 *
 * @returns nats per token, never below 0
 */
async function klToBase(
  model: Model,
  base: Model,
  kinds: ReturnType<Task['baseSkills']['divergence']>,
): Promise<number> {
  let sum = 0;
  for (const { prompts, tokens: maxNewTokens } of kinds) {
    const random = RandomStream.of(2, 'kl');
    const sampled = await generate(model, prompts, { responses: 1, maxNewTokens, temperature: 1, random });
    const segments = sampled.map(({ prompt, tokens }) => {
      const { tokens: before, images } = prompts[prompt];
      return weighedFrom(before.length, [...before, ...tokens], { images: images.map(plainImage) });
    });
    const nats = await divergences(model, base, flatBatch(segments));
    // By rounding a sum of terms that cancel can end a hair below 0.
    sum += Math.max(0, nats.reduce((total, value) => total + value, 0) / nats.length);
  }
  return sum / kinds.length;
}
