import { memo, useEffect, useRef } from 'react';
import type { Picture } from '../../sequence/image';
import { whenIdle } from './idle-queue';
import './picture-canvas.css';

/** A picture of a question, for people and for the model. */
export interface ShownPicture {
  /** The name by which the question speaks of it; absent where it has none. */
  readonly name?: string;
  /** What it shows, for those who do not see it. */
  readonly words: string;
  /** RGB bytes at any size, [pixels, pixels, 3]. */
  draw(pixels: number): Uint8Array;
  /** As the model reads it. */
  forModel(): Picture;
}

/** A larger picture would hold the page up for longer than a frame or two while it is drawn. */
const MOST_PIXELS = 256;

/** A picture for people, `size` sixteenths of a rem square, drawn at up to twice that resolution. */
export const PictureCanvas = memo(function PictureCanvas({
  picture,
  size,
  decorative = false,
}: {
  picture: ShownPicture;
  size: number;
  /** True where text beside it already says which example it is. */
  decorative?: boolean;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pixels = Math.min(MOST_PIXELS, Math.round(size * Math.min(2, Math.max(1, devicePixelRatio))));
  useEffect(() => {
    const draw = () => canvas.current?.getContext('2d')?.putImageData(drawn(picture, pixels), 0, 0);
    // What has been drawn before takes no time: it need not wait for its turn.
    if (known.get(picture)?.has(pixels)) draw();
    else return whenIdle(draw);
  }, [picture, pixels]);
  const label = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': picture.words };
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

const known = new WeakMap<ShownPicture, Map<number, ImageData>>();

function drawn(picture: ShownPicture, pixels: number): ImageData {
  const sizes = known.get(picture) ?? new Map<number, ImageData>();
  known.set(picture, sizes);
  const image = sizes.get(pixels) ?? imageOf(picture.draw(pixels), pixels);
  sizes.set(pixels, image);
  return image;
}

/** RGB bytes as the canvas takes them. */
export function imageOf(rgb: Uint8Array, pixels: number): ImageData {
  const image = new ImageData(pixels, pixels);
  for (let i = 0; i < pixels * pixels; i++) {
    image.data[4 * i] = rgb[3 * i];
    image.data[4 * i + 1] = rgb[3 * i + 1];
    image.data[4 * i + 2] = rgb[3 * i + 2];
    image.data[4 * i + 3] = 255;
  }
  return image;
}
