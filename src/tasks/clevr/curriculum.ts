import type { RandomStream } from '../../random/stream';
import type { Segment } from '../../sequence/flat-batch';
import type { Curriculum, LabelledPicture } from '../task';
import { FreshPolicies, inContextSegments, textWalkSegments } from './fresh-policies';
import { patchLabels } from './patch-labels';
import { PERCEPTIVE, PLAIN, perceptionSegments, randomPicture, type ScenePicture } from './perception';

type ClevrPicture = ScenePicture & LabelledPicture;

/**
 * What a base learns from: questions about pictures, text walks (five policies for the first 70 % of the main phase, which teach
 * look-up, then two, so that the skill stays), in-context walks (from 25 %).
 */
export function clevrCurriculum(names: RandomStream): Curriculum<ClevrPicture> {
  const fresh = new FreshPolicies(names);
  return {
    pictures: (count, random) =>
      Array.from({ length: count }, () => {
        const drawn = randomPicture(random);
        return { ...drawn, labels: patchLabels(drawn.scene) };
      }),
    segments({ isPlain, progress, isLong }, pictures, random) {
      const segments: Segment[] = [];
      const emphasis = isPlain ? PLAIN : PERCEPTIVE;
      for (const picture of pictures) {
        segments.push(...perceptionSegments(picture, isPlain ? 6 : 10, random, segments.length, emphasis));
      }
      const layers = () => 1 + random.int(isLong ? 4 : 3);
      const textWalks = progress < 0.7 ? 5 : 2;
      for (let i = 0; i < textWalks; i++) {
        segments.push(
          ...textWalkSegments(fresh.draw(layers(), random), 4, random, segments.length, emphasis),
        );
      }
      if (progress >= 0.25) {
        for (let i = 0; i < 6; i++) {
          segments.push(
            ...inContextSegments(fresh.draw(layers(), random), 4, random, segments.length, emphasis),
          );
        }
      }
      return segments;
    },
  };
}
