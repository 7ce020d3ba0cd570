import { useEffect, useRef } from 'react';
import { IMAGE_SIZE } from '../../../sequence/image';
import { percent } from '../../design/format';
import { PictureCanvas, type ShownPicture } from '../../parts/picture-canvas';
import { attentionField, FIELD_SIDE, windowBox, windowInWords } from './field';

/** How dark a place becomes that the model did not look at. */
const DARKEST = 0.82;

/**
 * The picture with light where the model looked: brightness keeps the objects' colours readable, which a tint would not.
 * A frame marks the window that was read most.
 */
export function AttentionPicture({
  picture,
  shares,
  size,
}: {
  picture: ShownPicture;
  /** One for each visual token. */
  shares: readonly number[];
  /** Sixteenths of a rem. */
  size: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const field = attentionField(shares);
  const brightest = Math.max(...field);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = new ImageData(FIELD_SIDE, FIELD_SIDE);
    field.forEach((value, i) => {
      image.data[4 * i + 3] = 255 * DARKEST * (1 - (brightest > 0 ? value / brightest : 0));
    });
    context.putImageData(image, 0, 0);
  });
  const strongest = shares.indexOf(Math.max(...shares));
  const box = windowBox(strongest);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const words = `${percent(total)} of the attention goes to the image, most to a window at the ${windowInWords(strongest)} (${percent(shares[strongest])}).`;
  return (
    <div className="attention-picture" role="img" aria-label={`${picture.words}. ${words}`}>
      <PictureCanvas picture={picture} size={size} decorative />
      <canvas ref={canvas} width={FIELD_SIDE} height={FIELD_SIDE} />
      <svg viewBox={`0 0 ${IMAGE_SIZE} ${IMAGE_SIZE}`} aria-hidden="true">
        <rect {...box} />
        <rect {...box} className="attention-frame" />
      </svg>
    </div>
  );
}
