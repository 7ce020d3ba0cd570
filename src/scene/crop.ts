import { CROP_SIZE, type Picture } from '../sequence/image';
import { CLOSE_UP, type Frame } from './camera';
import { renderScene } from './renderer';
import { sceneOf } from './sampler';
import { ATTRIBUTE_TYPES, type ObjectAttributes } from './scene-graph';

/**
 * A crop of ClevrPolicy-M: a small picture of one object that stands in a policy in the place of a word. Which object it shows
 * decides every pixel, so that a policy's text can name its crops.
 */
export type Crop = ObjectAttributes;

/**
 * The camera of crops is the close-up's, nearer by the ratio of the two pictures: an object is as large in a crop as in the middle
 * of the model's picture. It aims at a fixed height, so that small and large differ.
 */
const CROP_FRAME: Frame = { ...CLOSE_UP, focal: 3 * CLOSE_UP.focal, aimHeight: 0.5 };

/** Cubes show two sides, one more than the other. */
const ROTATION = 35;

/** RGB bytes of a crop at a size, [size, size, 3]; the same on every machine. */
export function renderCrop(crop: Crop, size: number): Uint8Array {
  const scene = sceneOf([{ ...crop, x: 0, y: 0, rotation: ROTATION }], CROP_FRAME);
  return renderScene(scene, { width: size, height: size, frame: CROP_FRAME, samples: 4 });
}

/** There are 96 objects. */
const pictures = new Map<string, Picture>();

/** A crop as the model sees it: one window, one visual token. */
export function cropPicture(crop: Crop): Picture {
  const key = ATTRIBUTE_TYPES.map((type) => crop[type]).join(' ');
  let picture = pictures.get(key);
  if (!picture) {
    picture = { rgb: renderCrop(crop, CROP_SIZE), side: CROP_SIZE, canMirror: true };
    pictures.set(key, picture);
  }
  return picture;
}
