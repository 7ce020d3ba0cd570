import { answers } from '../../evaluate/answers';
import type { Model } from '../../model/forward';
import type { Example, Task } from '../../tasks/task';
import type { WatchedStage } from './watched-stage';

/** A few greedy answers with the policy in the prompt: what a model can do at this moment. */
export interface Skill {
  readonly asked: number;
  readonly right: number;
  /** Responses that give an answer, right or wrong. */
  readonly answered: number;
}

export type SkillLoss = 'policy-lost' | 'answers-lost';

const PROBED = 16;
/** Fewer answers say nothing for certain. */
const FEWEST = 8;

/**
 * SFT trains without a policy in the prompt. At the presets' learning rates, and up to four times as much, it forgets to read one
 * for about ten updates, down to no right answer at all, and comes back; with little replay it may not come back. That is the
 * method. From so many times the preset's rate on it is the rate that spoils the model.
 */
const RECKLESS = 6;

/** Stages that train with policies in the prompt, or keep what the model does with them, are asked; SFT at reckless rates, too. */
function shouldKeepPolicy(stage: WatchedStage): boolean {
  return ['vm-cpt', 'distillation', 'rl'].includes(stage.name) || isReckless(stage);
}

function isReckless({ learningRate, usualLearningRate }: WatchedStage): boolean {
  return learningRate >= RECKLESS * usualLearningRate;
}

/** Images to ask about, spread over a pool and so over its policies; none where the answers would say nothing. */
export function probeImages(stage: WatchedStage, pool: readonly Example[]): readonly Example[] {
  if (!shouldKeepPolicy(stage) || pool.length < FEWEST) {
    return [];
  }
  const count = Math.min(PROBED, pool.length);
  return Array.from({ length: count }, (_, i) => pool[Math.floor((i * pool.length) / count)]);
}

export async function probeSkill(model: Model, task: Task, images: readonly Example[]): Promise<Skill> {
  const given = await answers(model, task, images, true);
  return {
    asked: given.length,
    right: given.filter(({ score }) => score.accuracy === 1).length,
    answered: given.filter(({ tokens }) => task.answers(tokens)).length,
  };
}

/** The base must follow policies at least this well for a loss of it to show. */
const ABLE = 0.5;
/** What may be left of the accuracy with the policy in the prompt; with good settings nearly all of it is. */
const LEFT = 0.5;
/** In VM-CPT of four layers good settings take it down to .47 of what it was for ten updates, and it comes back. */
const LEFT_BY_VM_CPT = 0.2;
/** Before, most responses must give an answer; fewer than half afterwards is a loss. */
const ANSWERING = 0.75;
const SILENT = 0.5;

/** What a model has lost in a stage, by the same questions before it and now; null when nothing worth an alarm. */
export function skillLoss(stage: WatchedStage, before: Skill, now: Skill): SkillLoss | null {
  if (before.asked === 0) {
    return null;
  }
  if (before.answered >= ANSWERING * before.asked && now.answered < SILENT * now.asked) {
    return 'answers-lost';
  }
  const isAble = before.right >= ABLE * before.asked;
  const left = stage.name === 'vm-cpt' && !isReckless(stage) ? LEFT_BY_VM_CPT : LEFT;
  return isAble && now.right <= left * before.right ? 'policy-lost' : null;
}
