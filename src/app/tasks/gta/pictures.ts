import { shownOrder } from '../../../tasks/gta/instance';
import {
  modelPicture,
  type NamedPicture,
  type PictureContent,
  renderPicture,
} from '../../../tasks/gta/pictures/picture';
import type { ShownPicture } from '../../parts/picture-canvas';

const shown = new WeakMap<NamedPicture, ShownPicture>();

/** The pictures of a question in the order in which the model reads them; the same object for the same picture. */
export function shownPictures(pictures: readonly NamedPicture[]): ShownPicture[] {
  return shownOrder(pictures).map((picture) => {
    const { name, content } = picture;
    const known = shown.get(picture) ?? {
      name,
      words: `${name}: ${contentInWords(content)}`,
      draw: (pixels) => renderPicture(content, pixels),
      forModel: () => modelPicture(content),
    };
    shown.set(picture, known);
    return known;
  });
}

/** "scene of 3 objects: small cyan metal cube, …"; "board that says tea 45". */
export function contentInWords(content: PictureContent): string {
  if (content.kind === 'board') return `board that says ${content.board.text}`;
  const objects = content.scene.objects.map((object) =>
    [object.size, object.color, object.material, object.shape].join(' '),
  );
  return `scene of ${objects.length} ${objects.length === 1 ? 'object' : 'objects'}: ${objects.join(', ')}`;
}
