import { renderScene } from '../../../scene/renderer';
import type { Scene } from '../../../scene/scene-graph';

/** Renders sharp pictures off the page's thread: one takes longer than the page may be held up. */
export interface PictureRequest {
  readonly scene: Scene;
  readonly pixels: number;
}

self.addEventListener('message', ({ data: { scene, pixels } }: MessageEvent<PictureRequest>) => {
  self.postMessage(renderScene(scene, { width: pixels, height: pixels }));
});
