import type { RandomStream } from '../../random/stream';
import { type Crop, cropPicture } from '../../scene/crop';
import { sampleAttributes } from '../../scene/sampler';
import { ATTRIBUTE_TYPES, type AttributeType } from '../../scene/scene-graph';
import { plainImage, type Segment, weighedFrom } from '../../sequence/flat-batch';
import { imageTokens } from '../../sequence/passage';
import { tokenId } from '../../sequence/vocabulary';
import type { LabelledPicture, SkillTest } from '../task';
import { attributeTokens } from './encode';
import type { Emphasis } from './perception';

/** Reading crops: which value of a named type does the object in the crop have? `<image> <ask> color ?` is answered `cyan`. */

/** A crop with what it shows. */
export interface CropPicture extends LabelledPicture {
  readonly crop: Crop;
}

export function randomCrop(random: RandomStream): CropPicture {
  const crop = sampleAttributes(random);
  return { crop, picture: cropPicture(crop), labels: [{ words: attributeTokens(crop), isEmpty: false }] };
}

function questionAbout(type: AttributeType): number[] {
  return [tokenId('<ask>'), tokenId(type), tokenId('?')];
}

/** One crop with a question for each type: the crop is a prefix that all of them share. */
export function cropSegments(
  { crop, picture }: Pick<CropPicture, 'crop' | 'picture'>,
  firstIndex: number,
  { answer }: Pick<Emphasis, 'answer'>,
): Segment[] {
  const places = imageTokens(picture);
  return [
    weighedFrom(places.length, places, { images: [plainImage(picture)] }),
    ...ATTRIBUTE_TYPES.map((type) => {
      const question = questionAbout(type);
      return {
        tokens: [...question, tokenId(crop[type])],
        images: [],
        weights: [...question.map(() => 0), answer],
        prefix: firstIndex,
      };
    }),
  ];
}

/** Questions for one type about `count` random crops. */
export function cropTest(type: AttributeType, random: RandomStream, count: number): SkillTest {
  const probes = Array.from({ length: count }, () => {
    const { crop, picture } = randomCrop(random);
    const value = tokenId(crop[type]);
    return {
      prompt: { tokens: [...imageTokens(picture), ...questionAbout(type)], images: [picture] },
      isRight: (response: readonly number[]) => response[0] === value,
    };
  });
  return { probes, maxTokens: 1 };
}

/** Questions about crops, as many for each type. */
export function mixedCropTest(random: RandomStream, count: number): SkillTest {
  const each = Math.ceil(count / ATTRIBUTE_TYPES.length);
  const probes = ATTRIBUTE_TYPES.flatMap((type) => cropTest(type, random, each).probes);
  return { probes: probes.slice(0, count), maxTokens: 1 };
}
