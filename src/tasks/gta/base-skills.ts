import type { Segment } from '../../sequence/flat-batch';
import type { BaseSkillSource } from '../task';
import { BOARD_SKILLS, boardSegments, boardTest, randomBoardPicture } from './boards';
import {
  inContextSegments,
  inContextTest,
  MAX_WALK_TOKENS,
  ruleWalkSegments,
  ruleWalkTest,
  someTools,
  toolChoiceSegments,
  toolChoiceTest,
} from './fresh-segments';
import { freshPolicy } from './rules/fresh';

/** Weight of an answer about a picture. */
const ANSWER_WEIGHT = 4;

/** The base's skills for tools: following FRESH rules in the prompt, choosing tools, reading boards. */
export const GTA_SKILLS: BaseSkillSource = {
  /** Of ten sequences five follow fresh policies of two or three tools, two are rules in text, two choose tools, one reads a board. */
  replay: () => (count, random) => {
    const segments: Segment[] = [];
    for (let i = 0; i < count; i++) {
      const draw = random.next();
      const policy = () => freshPolicy(random, someTools(2 + random.int(2), random));
      const next =
        draw < 0.5
          ? inContextSegments(policy(), 1, random, segments.length)
          : draw < 0.7
            ? ruleWalkSegments(policy(), 2, random, segments.length)
            : draw < 0.9
              ? toolChoiceSegments(1, random)
              : boardSegments(randomBoardPicture(random), segments.length, ANSWER_WEIGHT);
      segments.push(...next);
    }
    return segments;
  },

  forgetting: (random, count) => ({
    mathematics: boardTest('mathematics', random.fork('mathematics'), count),
    read: boardTest('read', random.fork('read'), count),
    ruleWalk: ruleWalkTest(random, count),
    freshInContext: inContextTest(random.fork('fresh'), count),
  }),

  divergence: (random, count) => [
    { prompts: ruleWalkTest(random, count).probes.map(({ prompt }) => prompt), tokens: MAX_WALK_TOKENS },
    {
      prompts: boardTest('mathematics', random.fork('kl'), count).probes.map(({ prompt }) => prompt),
      tokens: 1,
    },
  ],

  report: (random, count) => ({
    boards: Object.fromEntries(
      BOARD_SKILLS.map((skill) => [skill, () => boardTest(skill, random.fork(skill), count)]),
    ),
    tools: {
      toolChoice: () => toolChoiceTest(random.fork('tools'), count),
      ruleWalk: () => ruleWalkTest(random, count),
      freshInContext: () => inContextTest(random.fork('fresh'), count),
    },
  }),
};
