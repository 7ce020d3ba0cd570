import type { RandomStream } from '../../random/stream';
import type { Segment } from '../../sequence/flat-batch';
import { portion } from '../curriculum';
import type { Curriculum, LabelledPicture, PretrainingMoment } from '../task';
import { type CropPicture, cropSegments, randomCrop } from './crop-perception';
import { FreshPolicies, inContextSegments, textWalkSegments } from './fresh-policies';
import { patchLabels } from './patch-labels';
import {
  DECISIVE,
  PERCEPTIVE,
  PLAIN,
  perceptionSegments,
  randomPicture,
  type ScenePicture,
} from './perception';

type ClevrPicture = (ScenePicture & LabelledPicture) | CropPicture;

/** Share of the policies whose conditions are shown by crops in part. */
const WITH_CROPS = 0.5;
/** Layers of the policies of the last phase: deep ones more often, because each of their many places is practised less often. */
const LONG_LAYERS = [1, 2, 3, 3, 4, 4, 5, 5, 6, 6] as const;

/** Policies of a batch: those followed in words, and those followed about pictures. */
function policiesOf({ progress, isLong }: PretrainingMoment): { words: number; pictures: number } {
  return {
    // Look-up is learned in words; later, two keep it.
    words: progress < 0.7 ? 5 : 2,
    pictures: progress < 0.25 ? 0 : isLong ? 8 : 6,
  };
}

/**
 * What a base learns for ClevrPolicy-T and ClevrPolicy-M: questions about pictures and about crops (each picture of a batch comes
 * with a crop), walks about scenes in words, and walks about pictures with a fresh policy in the prompt. Half of the policies hold
 * crops.
 */
export function clevrCurriculum(names: RandomStream): Curriculum<ClevrPicture> {
  const fresh = new FreshPolicies(names);
  return {
    pictures: (count, random) =>
      Array.from({ length: count }, (): ClevrPicture[] => {
        const drawn = randomPicture(random);
        return [{ ...drawn, labels: patchLabels(drawn.scene) }, randomCrop(random)];
      }).flat(),
    segments(moment, pictures, random, share) {
      const { isPlain, isLong, isDecisive } = moment;
      const segments: Segment[] = [];
      const emphasis = isPlain ? PLAIN : isDecisive ? DECISIVE : PERCEPTIVE;
      for (const picture of pictures) {
        segments.push(
          ...('crop' in picture
            ? cropSegments(picture, segments.length, emphasis)
            : perceptionSegments(picture, isPlain ? 6 : 10, random, segments.length, emphasis)),
        );
      }
      const { words, pictures: followed } = policiesOf(moment);
      const draw = () => {
        const layers = isLong ? random.pick(LONG_LAYERS) : 1 + random.int(3);
        return fresh.draw(layers, random, random.next() < WITH_CROPS);
      };
      for (let i = portion(words, share, random); i > 0; i--) {
        segments.push(...textWalkSegments(draw(), 4, random, segments.length, emphasis));
      }
      for (let i = portion(followed, share, random); i > 0; i--) {
        segments.push(...inContextSegments(draw(), 4, random, segments.length, emphasis));
      }
      return segments;
    },
  };
}
