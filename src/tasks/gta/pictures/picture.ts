import type { RandomStream } from '../../../random/stream';
// The scenes of both tasks; they lie with ClevrPolicy until a folder of their own holds them.
import { objectIds, renderScene } from '../../../scene/renderer';
import { sampleScene } from '../../../scene/sampler';
import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type AttributeType,
  matches,
  type Scene,
} from '../../../scene/scene-graph';
import { IMAGE_SIZE, type Picture } from '../../../sequence/image';
import type { IMAGE_NAMES } from '../../../sequence/tool-words';
import type { Box } from '../words';
import { type Board, type BoardKind, isMathematics, renderBoard, sampleBoard } from './board';

export type ImageName = (typeof IMAGE_NAMES)[number];

/** What a picture shows. */
export type PictureContent =
  | { readonly kind: 'scene'; readonly scene: Scene }
  | { readonly kind: 'board'; readonly board: Board };

/** A picture of an instance, under the name by which calls speak of it. */
export interface NamedPicture {
  readonly name: ImageName;
  readonly content: PictureContent;
}

export type PictureKind = 'scene' | BoardKind;

export function samplePicture(kind: PictureKind, random: RandomStream): PictureContent {
  return kind === 'scene'
    ? { kind: 'scene', scene: sampleScene(random) }
    : { kind: 'board', board: sampleBoard(kind, random) };
}

/** RGB bytes, row-major, [size, size, 3]; the same on every machine. */
export function renderPicture(content: PictureContent, size: number): Uint8Array {
  return content.kind === 'scene'
    ? renderScene(content.scene, { width: size, height: size })
    : renderBoard(content.board, size);
}

/** A picture as the model sees it. Words and places are not the same in a mirror. */
export function modelPicture(content: PictureContent): Picture {
  return { rgb: renderPicture(content, IMAGE_SIZE), side: IMAGE_SIZE, canMirror: false };
}

export function showsMathematics(content: PictureContent): boolean {
  return content.kind === 'board' && isMathematics(content.board);
}

/** A name of the content that no other picture has. */
export function contentKey(content: PictureContent): string {
  return JSON.stringify(content.kind === 'scene' ? content.scene.objects : content.board);
}

/** The attribute values in words such as "large red cube"; null where a word is none. */
export function attributesOf(words: string): Attributes | null {
  const attributes: Partial<Record<AttributeType, string>> = {};
  for (const word of words.split(' ').filter((one) => one !== '')) {
    const type = ATTRIBUTE_TYPES.find((one) => (ATTRIBUTE_VALUES[one] as readonly string[]).includes(word));
    if (!type || attributes[type] !== undefined) return null;
    attributes[type] = word;
  }
  return attributes as Attributes;
}

/** Objects that fit a description, as indices; none for words that describe nothing. */
export function objectsLike(scene: Scene, words: string): number[] {
  const wanted = attributesOf(words);
  return wanted ? scene.objects.flatMap((object, i) => (matches(object, wanted) ? [i] : [])) : [];
}

/** Tenths of the picture: boxes that the model can say, a token for each side. */
const BOX_SCALE = 10;

/** What the picture shows of each object, in tenths of its side; null for one that is hidden. */
export function objectBoxes(scene: Scene): (Box | null)[] {
  const size = IMAGE_SIZE;
  const ids = objectIds(scene, { width: size, height: size });
  return scene.objects.map((_, object) => {
    let [left, top, right, bottom] = [size, size, -1, -1];
    for (let k = 0; k < ids.length; k++) {
      if (ids[k] !== object) continue;
      const [x, y] = [k % size, Math.floor(k / size)];
      [left, top, right, bottom] = [
        Math.min(left, x),
        Math.min(top, y),
        Math.max(right, x),
        Math.max(bottom, y),
      ];
    }
    if (right < 0) return null;
    const tenth = (pixels: number) => Math.round((BOX_SCALE * pixels) / size);
    const [x, y] = [Math.min(tenth(left), BOX_SCALE - 1), Math.min(tenth(top), BOX_SCALE - 1)];
    return [x, y, Math.max(x + 1, tenth(right + 1)), Math.max(y + 1, tenth(bottom + 1))];
  });
}

/** Area of the overlap of two boxes over the area that either covers, 0 to 1; 0 for a box without area. */
export function overlap(a: Box, b: Box): number {
  const area = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const shared = area([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  const covered = area(a) + area(b) - shared;
  return shared > 0 && covered > 0 ? shared / covered : 0;
}
