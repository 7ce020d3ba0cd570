import type { ClevrView } from '../../../tasks/clevr/clevr-policy-t';
import type { OwnPicture } from '../../../tasks/clevr/own-picture';
import type { ShownPicture } from '../../parts/picture-canvas';
import { scenePicture } from './scene-picture';

/** Pictures of somebody's own as people see them, by what the model sees of them. */
const shown = new WeakMap<OwnPicture, ShownPicture>();

/** Makes a picture known to the screens; `model` is what the model sees of it. */
export function keepOwnPicture(model: OwnPicture, picture: ShownPicture): void {
  shown.set(model, picture);
}

/** A picture of somebody's own as people see it; undefined for one that this tab has not read. */
export function ownPictureShown(model: OwnPicture): ShownPicture | undefined {
  return shown.get(model);
}

/** The pictures of a question: the scene, or what somebody brought in its place. */
export function picturesOf({
  scene,
  picture,
}: Pick<ClevrView, 'scene' | 'picture'>): readonly ShownPicture[] {
  const own = picture && shown.get(picture);
  return [own ?? scenePicture(scene)];
}
