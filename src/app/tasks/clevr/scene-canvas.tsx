import { memo, useEffect, useRef } from 'react';
import { describeCondition } from '../../../tasks/clevr/policy/describe';
import { renderScene } from '../../../tasks/clevr/scene/renderer';
import type { Scene } from '../../../tasks/clevr/scene/scene-graph';
import { whenIdle } from '../../inspector/idle-queue';

/** A larger picture would hold the page up for longer than a frame or two while it is drawn. */
const MOST_PIXELS = 256;

/** A scene as a picture for people, `size` sixteenths of a rem square, drawn at up to twice that resolution. */
export const SceneCanvas = memo(function SceneCanvas({
  scene,
  size,
  decorative = false,
}: {
  scene: Scene;
  size: number;
  /** True where text beside it already says which example it is. */
  decorative?: boolean;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = Math.min(MOST_PIXELS, Math.round(size * Math.min(2, Math.max(1, devicePixelRatio))));
  useEffect(
    () =>
      whenIdle(() => {
        const context = canvas.current?.getContext('2d');
        if (context) context.putImageData(pictureOf(scene, pixels), 0, 0);
      }),
    [scene, pixels],
  );
  const label = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': sceneInWords(scene) };
  return (
    <canvas
      ref={canvas}
      className="scene"
      width={pixels}
      height={pixels}
      style={{ width: `${size / 16}rem` }}
      {...label}
    />
  );
});

/** "Scene of 3 objects: small cyan metal cube, …". */
export function sceneInWords(scene: Scene): string {
  const objects = scene.objects.map(({ size, color, material, shape }) =>
    describeCondition({ size, color, material, shape }),
  );
  return `Scene of ${objects.length} objects: ${objects.join(', ')}`;
}

const pictures = new WeakMap<Scene, Map<number, ImageData>>();

function pictureOf(scene: Scene, pixels: number): ImageData {
  const sizes = pictures.get(scene) ?? new Map<number, ImageData>();
  pictures.set(scene, sizes);
  const known = sizes.get(pixels);
  if (known) return known;
  const rgb = renderScene(scene, { width: pixels, height: pixels });
  const image = new ImageData(pixels, pixels);
  for (let i = 0; i < pixels * pixels; i++) {
    image.data[4 * i] = rgb[3 * i];
    image.data[4 * i + 1] = rgb[3 * i + 1];
    image.data[4 * i + 2] = rgb[3 * i + 2];
    image.data[4 * i + 3] = 255;
  }
  sizes.set(pixels, image);
  return image;
}
