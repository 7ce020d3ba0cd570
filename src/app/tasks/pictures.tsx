import type { ExampleView } from '../../tasks/task';
import { PictureCanvas } from '../parts/picture-canvas';
import { taskUiOf } from './registry';

/** The pictures of a question, each `size` sixteenths of a rem square. */
export function Pictures({
  example,
  size,
  decorative,
}: {
  example: ExampleView;
  size: number;
  /** True where text beside them already says which example it is. */
  decorative?: boolean;
}) {
  return taskUiOf(example)
    .pictures(example)
    .map((picture, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a picture's place in the question is its name.
      <PictureCanvas key={i} picture={picture} size={size} decorative={decorative} />
    ));
}
