import { ATTRIBUTE_TYPES } from '../../scene/scene-graph';
import type { Segment } from '../../sequence/flat-batch';
import type { BaseSkillSource } from '../task';
import { CLEVR_SKILLS, FORGETTING_LAYERS, REPLAY_LAYERS } from './base-skills';
import { cropSegments, cropTest, mixedCropTest, randomCrop } from './crop-perception';
import { FreshPolicies, inContextSegments, inContextTest } from './fresh-policies';
import { PERCEPTIVE, perceptionSegments, randomPicture } from './perception';

/** Share of the replayed policies that hold crops. */
const WITH_CROPS = 0.5;

/** The base skills of ClevrPolicy-T, with reading crops and following FRESH policies that have crops in them. */
export const CLEVR_SKILLS_M: BaseSkillSource = {
  /** 60 % following fresh policies in context, half of them with crops; 30 % questions about pictures, 10 % about crops. */
  replay(names) {
    const fresh = new FreshPolicies(names);
    return (count, random) => {
      const segments: Segment[] = [];
      for (let i = 0; i < count; i++) {
        const kind = random.next();
        if (kind < 0.6) {
          const layers = 1 + random.int(REPLAY_LAYERS);
          const policy = fresh.draw(layers, random, random.next() < WITH_CROPS);
          segments.push(...inContextSegments(policy, 1, random, segments.length));
        } else if (kind < 0.9) {
          segments.push(...perceptionSegments(randomPicture(random), 4, random, segments.length));
        } else {
          segments.push(...cropSegments(randomCrop(random), segments.length, PERCEPTIVE));
        }
      }
      return segments;
    };
  },

  forgetting: (random, count) => ({
    ...CLEVR_SKILLS.forgetting(random, count),
    crop: mixedCropTest(random.fork('crop'), count),
    freshWithCrops: inContextTest(FORGETTING_LAYERS, random.fork('fresh with crops'), count, true),
  }),

  divergence: (random, count) => [
    ...CLEVR_SKILLS.divergence(random, count),
    { prompts: mixedCropTest(random.fork('kl crops'), count).probes.map(({ prompt }) => prompt), tokens: 1 },
  ],

  report: (random, count, layers) => ({
    crops: Object.fromEntries(
      ATTRIBUTE_TYPES.map((type) => [type, () => cropTest(type, random.fork(`crops ${type}`), count)]),
    ),
    inContextWithCrops: Object.fromEntries(
      layers.map((n) => [n, () => inContextTest(n, random.fork(`layers ${n} with crops`), count, true)]),
    ),
  }),
};
