import { useEffect, useRef } from 'react';
import { IMAGE_SIZE } from '../../../../sequence/image';
import type { OwnPicture } from '../../../../tasks/clevr/own-picture';
import { imageOf } from '../../../parts/picture-canvas';

/** A picture pixel by pixel as the model sees it. */
export function ModelView({ picture }: { picture: OwnPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = imageOf(Uint8Array.from(picture), IMAGE_SIZE);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      className="model-view"
      width={IMAGE_SIZE}
      height={IMAGE_SIZE}
      role="img"
      aria-label="Your picture in the pixels of the model"
    />
  );
}
