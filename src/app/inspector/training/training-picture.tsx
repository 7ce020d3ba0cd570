import { useEffect, useMemo, useRef } from 'react';
import type { TrainingSequenceView } from '../../../experiment/inspect/inspection';
import { taskOfView } from '../../../tasks/registry';
import { sceneInWords } from '../../tasks/clevr/scene-canvas';
import { augmentationInWords, trainingPixels } from './training-pixels';

/** The picture of a training sequence, pixel by pixel as the model reads it. */
export function TrainingPicture({ view: { example, augmentation } }: { view: TrainingSequenceView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picture] = useMemo(() => taskOfView(example).example(example).prompt.images, [example]);
  useEffect(() => {
    const image = new ImageData(picture.side, picture.side);
    image.data.set(trainingPixels(picture, augmentation));
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [picture, augmentation]);
  const change = augmentationInWords(augmentation);
  return (
    <figure className="training-picture">
      <canvas
        ref={canvas}
        width={picture.side}
        height={picture.side}
        role="img"
        aria-label={`${sceneInWords((example as ClevrView).scene)}${change ? `; ${change}` : ''}`}
      />
      <figcaption className="faint">
        {picture.side} × {picture.side} pixels{change && `, ${change}`}
      </figcaption>
    </figure>
  );
}
