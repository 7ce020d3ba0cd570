import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { renderScene } from '../../../tasks/clevr/scene/renderer';
import type { Scene } from '../../../tasks/clevr/scene/scene-graph';
import { imageOf } from '../../parts/picture-canvas';
import type { PictureRequest } from './picture.worker';

/** Side of the picture drawn at once, which must be done within a frame, and of the sharp one that follows. */
const DRAFT_PIXELS = 200;
const SHARP_PIXELS = 640;

/** Keeps the canvas showing the scene: a draft at once, so that dragging is fluid, the sharp picture when it is ready. */
export function usePicture(canvas: RefObject<HTMLCanvasElement | null>, scene: Scene): void {
  const sharpen = useRef<(scene: Scene) => void>(() => {});

  useEffect(() => {
    const worker = new Worker(new URL('./picture.worker.ts', import.meta.url), { type: 'module' });
    let rendering: Scene | null = null;
    let wanted: Scene | null = null;
    const next = () => {
      rendering = wanted;
      if (rendering) worker.postMessage({ scene: rendering, pixels: SHARP_PIXELS } satisfies PictureRequest);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<Uint8Array>) => {
      if (rendering === wanted) {
        draw(canvas.current, data, SHARP_PIXELS);
        wanted = null;
      }
      next();
    });
    sharpen.current = (scene) => {
      wanted = scene;
      if (!rendering) next();
    };
    return () => worker.terminate();
  }, [canvas]);

  useLayoutEffect(() => {
    const draft = renderScene(scene, { width: DRAFT_PIXELS, height: DRAFT_PIXELS, samples: 1 });
    draw(canvas.current, draft, DRAFT_PIXELS);
  }, [canvas, scene]);

  useEffect(() => sharpen.current(scene), [scene]);
}

function draw(canvas: HTMLCanvasElement | null, rgb: Uint8Array, pixels: number): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  canvas.width = pixels;
  canvas.height = pixels;
  context.putImageData(imageOf(rgb, pixels), 0, 0);
}
