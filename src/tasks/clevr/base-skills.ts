import type { Segment } from '../../sequence/flat-batch';
import type { BaseSkillSource } from '../task';
import {
  FreshPolicies,
  inContextSegments,
  inContextTest,
  MAX_WALK_TOKENS,
  textWalkTest,
} from './fresh-policies';
import { PERCEPTION_SKILLS, perceptionSegments, perceptionTest, randomPicture } from './perception';

/** Most layers of the fresh policies that are replayed. */
export const REPLAY_LAYERS = 4;
/** Layers of the fresh policies that forgetting measures. */
export const FORGETTING_LAYERS = 2;

/**
 * The base model's skills (method 5.3), standing in for those of a pretrained vision-language model: seeing, and following FRESH
 * policies given in the prompt.
 */
export const CLEVR_SKILLS: BaseSkillSource = {
  /** 60 % following fresh policies in context, 40 % questions about pictures. */
  replay(names) {
    const fresh = new FreshPolicies(names);
    return (count, random) => {
      const segments: Segment[] = [];
      for (let i = 0; i < count; i++) {
        const next =
          random.next() < 0.6
            ? inContextSegments(fresh.draw(1 + random.int(REPLAY_LAYERS), random), 1, random, segments.length)
            : perceptionSegments(randomPicture(random), 4, random, segments.length);
        segments.push(...next);
      }
      return segments;
    };
  },

  forgetting: (random, count) => ({
    exist: perceptionTest('exist', random.fork('exist'), count),
    query: perceptionTest('query', random.fork('query'), count),
    textWalk: textWalkTest(random, count),
    freshInContext: inContextTest(FORGETTING_LAYERS, random.fork('fresh'), count),
  }),

  divergence: (random, count) => [
    { prompts: prompts(textWalkTest(random, count)), tokens: MAX_WALK_TOKENS },
    { prompts: prompts(perceptionTest('exist', random.fork('kl'), count)), tokens: 1 },
  ],

  report: (random, count, layers) => ({
    perception: Object.fromEntries(
      PERCEPTION_SKILLS.map((skill) => [skill, () => perceptionTest(skill, random.fork(skill), count)]),
    ),
    inContext: Object.fromEntries(
      layers.map((n) => [n, () => inContextTest(n, random.fork(`layers ${n}`), count)]),
    ),
  }),
};

function prompts({ probes }: ReturnType<typeof textWalkTest>) {
  return probes.map(({ prompt }) => prompt);
}
