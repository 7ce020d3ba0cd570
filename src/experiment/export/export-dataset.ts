import { RandomStream } from '../../random/stream';
import { taskOfView } from '../../tasks/registry';
import type { DatasetLine } from '../../tasks/task';
import type { ExampleView } from '../record/run-record';
import { encodePng } from './png';

/** The pictures of a row, as data addresses or as paths. */
export interface RowPictures {
  readonly image?: string;
  /** Where a question has any number of them, in its order. */
  readonly images?: readonly string[];
  /** By reference in the policy's text; absent where the policy is text alone. */
  readonly policyImages?: { readonly [reference: string]: string };
}

/** One line of a dataset file, and the pictures that it is about. */
export interface DatasetRow extends Pick<DatasetLine, 'draw' | 'pictures' | 'policyPictures'> {
  readonly id: string;
  readonly view: ExampleView;
  /** @param pictures null for a line without any */
  line(pictures: RowPictures | null): string;
}

/**
 * Examples as rows of JSON lines: what a task says of each in words, so that other programs need nothing of ours. The recipes'
 * `prepare_data.py` reads these files.
 */
export function* datasetRows(views: Iterable<ExampleView>): Generator<DatasetRow> {
  let i = 0;
  for (const view of views) yield row(view, i++, taskOfView(view).datasetLine(view));
}

/** The pictures of examples, each with a question that no policy is about: what a model must not forget. */
export function* forgettingRows(views: Iterable<ExampleView>, seed: number): Generator<DatasetRow> {
  const random = RandomStream.of(seed, 'forgetting questions');
  let i = 0;
  for (const view of views) {
    const line = taskOfView(view).forgettingLine?.(view, i, random);
    if (line) yield row(view, i, line);
    i++;
  }
}

/**
 * {@link datasetRows} as lines with PNG pictures inside, as data addresses.
 *
 * @param imageSize side of the question's pictures, pixels; null for none. Those of policies have {@link policyPictureSize}.
 */
export async function* datasetLines(
  rows: Iterable<DatasetRow>,
  imageSize: number | null,
): AsyncGenerator<string> {
  /** Address of each policy picture by its reference: many lines have the same. */
  const addresses = new Map<string, string>();
  for (const { draw, pictures, policyPictures, line } of rows) {
    if (imageSize === null) {
      yield line(null);
      continue;
    }
    const image = draw && (await imageAddress(draw, imageSize));
    const images = pictures && (await Promise.all(pictures.map(({ draw }) => imageAddress(draw, imageSize))));
    for (const { reference, draw } of policyPictures ?? []) {
      if (addresses.has(reference)) continue;
      addresses.set(reference, await imageAddress(draw, policyPictureSize(imageSize)));
    }
    const known = policyPictures?.map(({ reference }) => [reference, addresses.get(reference) as string]);
    yield line({ image, images, ...(known && { policyImages: Object.fromEntries(known) }) });
  }
}

/** Side of a picture in a policy beside a question's picture of so many pixels. */
export function policyPictureSize(imageSize: number): number {
  return Math.round(imageSize / 3);
}

/** A picture as a PNG file; 448 pixels suit Qwen2.5-VL and take some 65 ms, so ask for it in a worker. */
export function picturePng(
  draw: (size: number) => Uint8Array,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return encodePng(draw(size), size, size);
}

function row(
  view: ExampleView,
  index: number,
  { id: name, fields, draw, pictures: drawn, policyPictures }: DatasetLine,
): DatasetRow {
  const id = `${name}-${String(index).padStart(6, '0')}`;
  return {
    id,
    view,
    draw,
    pictures: drawn,
    ...(policyPictures && { policyPictures }),
    line: (pictures) => {
      const images = pictures && {
        image: pictures.image,
        image_data: pictures.images,
        policy_images: pictures.policyImages,
      };
      return `${JSON.stringify({ id, ...fields, ...images })}\n`;
    },
  };
}

async function imageAddress(draw: (size: number) => Uint8Array, size: number): Promise<string> {
  const png = await picturePng(draw, size);
  const binary = Array.from(png, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(binary)}`;
}
