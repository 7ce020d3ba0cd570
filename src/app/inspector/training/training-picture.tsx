import { useEffect, useRef } from 'react';
import type { TrainingSequenceView } from '../../../experiment/inspect/inspection';
import { IMAGE_SIZE } from '../../../sequence/image';
import { sceneInWords } from '../../tasks/clevr/scene-canvas';
import { augmentationInWords, trainingPixels } from './training-pixels';

/** The picture of a training sequence, pixel by pixel as the model reads it. */
export function TrainingPicture({ view: { example, augmentation } }: { view: TrainingSequenceView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { scene } = example;
  useEffect(() => {
    const image = new ImageData(IMAGE_SIZE, IMAGE_SIZE);
    image.data.set(trainingPixels(scene, augmentation));
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [scene, augmentation]);
  const change = augmentationInWords(augmentation);
  return (
    <figure className="training-picture">
      <canvas
        ref={canvas}
        width={IMAGE_SIZE}
        height={IMAGE_SIZE}
        role="img"
        aria-label={`${sceneInWords(scene)}${change ? `; ${change}` : ''}`}
      />
      <figcaption className="faint">
        {IMAGE_SIZE} × {IMAGE_SIZE} pixels{change && `, ${change}`}
      </figcaption>
    </figure>
  );
}
