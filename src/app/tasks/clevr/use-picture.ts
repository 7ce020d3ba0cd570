import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { startWorker } from '../../../pieces/start-worker';
import { renderScene } from '../../../scene/renderer';
import type { Scene } from '../../../scene/scene-graph';
import { imageOf } from '../../parts/picture-canvas';
import { lostStore } from '../../pieces/lost-store';
import type { PictureRequest } from './picture.worker';

/** Side of the picture drawn at once, which must be done within a frame, and of the sharp one that follows. */
const DRAFT_PIXELS = 200;
const SHARP_PIXELS = 640;

/** Keeps the canvas showing the scene: a draft at once, so that dragging is fluid, the sharp picture when it is ready. */
export function usePicture(canvas: RefObject<HTMLCanvasElement | null>, scene: Scene): void {
  const [tries, setTries] = useState(0);
  const sharpen = useRef<(scene: Scene) => void>(() => {});

  useEffect(() => {
    let rendering: Scene | null = null;
    let wanted: Scene | null = null;
    const next = () => {
      rendering = wanted;
      if (rendering) worker.post({ scene: rendering, pixels: SHARP_PIXELS } satisfies PictureRequest);
    };
    const worker = startWorker<Uint8Array>(
      () => new Worker(new URL('./picture.worker.ts', import.meta.url), { type: 'module' }),
      (picture) => {
        if (rendering === wanted) {
          draw(canvas.current, picture, SHARP_PIXELS);
          wanted = null;
        }
        next();
      },
      () => lostStore.setState({ lost: { what: 'The sharp picture', again: () => setTries(tries + 1) } }),
    );
    sharpen.current = (scene) => {
      wanted = scene;
      if (!rendering) next();
    };
    return () => worker.end();
  }, [canvas, tries]);

  useLayoutEffect(() => {
    const draft = renderScene(scene, { width: DRAFT_PIXELS, height: DRAFT_PIXELS, samples: 1 });
    draw(canvas.current, draft, DRAFT_PIXELS);
  }, [canvas, scene]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new worker has not drawn the scene yet.
  useEffect(() => sharpen.current(scene), [scene, tries]);
}

function draw(canvas: HTMLCanvasElement | null, rgb: Uint8Array, pixels: number): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  canvas.width = pixels;
  canvas.height = pixels;
  context.putImageData(imageOf(rgb, pixels), 0, 0);
}
