import { renderScene } from '../../../scene/renderer';
import type { Scene } from '../../../scene/scene-graph';
import { modelPicture } from '../../../tasks/clevr/example';
import { describeCondition } from '../../../tasks/clevr/policy/describe';
import type { ShownPicture } from '../../parts/picture-canvas';

const pictures = new WeakMap<Scene, ShownPicture>();

/** The picture of a scene; the same object for the same scene. */
export function scenePicture(scene: Scene): ShownPicture {
  const picture = pictures.get(scene) ?? {
    words: sceneInWords(scene),
    draw: (pixels) => renderScene(scene, { width: pixels, height: pixels }),
    forModel: () => modelPicture(scene),
  };
  pictures.set(scene, picture);
  return picture;
}

/** "Scene of 3 objects: small cyan metal cube, …". */
export function sceneInWords(scene: Scene): string {
  const objects = scene.objects.map(({ size, color, material, shape }) =>
    describeCondition({ size, color, material, shape }),
  );
  return `Scene of ${objects.length} objects: ${objects.join(', ')}`;
}
