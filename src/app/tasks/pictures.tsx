import type { ExampleView } from '../../tasks/task';
import { PictureCanvas } from '../parts/picture-canvas';
import './pictures.css';
import { taskUiOf } from './registry';

/** The pictures of a question, each `size` sixteenths of a rem square, under their names where they have some. */
export function Pictures({
  example,
  size,
  decorative,
}: {
  example: ExampleView;
  size: number;
  /** True where text beside them already says which example it is: then one picture stands for all. */
  decorative?: boolean;
}) {
  const pictures = taskUiOf(example).pictures(example);
  if (decorative && pictures.length === 0) return <NoPicture size={size} />;
  return (decorative ? pictures.slice(0, 1) : pictures).map((picture, i) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a picture's place in the question is its name.
    const canvas = <PictureCanvas key={i} picture={picture} size={size} decorative={decorative} />;
    return picture.name === undefined || decorative ? (
      canvas
    ) : (
      <figure key={picture.name} className="named-picture">
        {canvas}
        <figcaption>{picture.name}</figcaption>
      </figure>
    );
  });
}

/** In place of a picture, for a question without one. */
function NoPicture({ size }: { size: number }) {
  return (
    <span className="no-picture scene" style={{ width: `${size / 16}rem` }} aria-hidden="true">
      text
    </span>
  );
}
