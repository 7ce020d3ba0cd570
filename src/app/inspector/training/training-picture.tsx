import { useEffect, useMemo, useRef } from 'react';
import type { TrainingSequenceView } from '../../../experiment/inspect/inspection';
import type { Augmentation } from '../../../sequence/image';
import type { ShownPicture } from '../../parts/picture-canvas';
import { taskUiOf } from '../../tasks/registry';
import { augmentationInWords, trainingPixels } from './training-pixels';

/** The pictures of a training sequence, pixel by pixel as the model reads them. */
export function TrainingPictures({ view: { example, augmentations } }: { view: TrainingSequenceView }) {
  return taskUiOf(example)
    .pictures(example)
    .map((picture, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a picture's place in the question is its name.
      <TrainingPicture key={i} shown={picture} augmentation={augmentations[i]} />
    ));
}

function TrainingPicture({ shown, augmentation }: { shown: ShownPicture; augmentation: Augmentation }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useMemo(() => shown.forModel(), [shown]);
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
        aria-label={`${shown.words}${change ? `; ${change}` : ''}`}
      />
      <figcaption className="faint">
        {picture.side} × {picture.side} pixels{change && `, ${change}`}
      </figcaption>
    </figure>
  );
}
