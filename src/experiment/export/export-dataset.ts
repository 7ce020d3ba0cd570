import { taskOfView } from '../../tasks/registry';
import type { PolicyPicture } from '../../tasks/task';
import type { ExampleView } from '../record/run-record';
import { encodePng } from './png';

/**
 * Examples as JSON lines: what a task says of each in words, so that other programs need nothing of ours. The recipes'
 * `prepare_data.py` reads these files.
 *
 * @param imageSize side of a PNG put into each line as a data address, pixels; null for none (448 suits Qwen2.5-VL and
 *   takes some 65 ms each, so ask for it in a worker). With it, `policy_images` has a PNG of a third of that side for every
 *   reference to a picture in `policy_text`.
 */
export async function datasetJsonl(
  examples: readonly ExampleView[],
  imageSize: number | null,
): Promise<string> {
  const lines: string[] = [];
  for await (const line of datasetLines(examples, imageSize)) lines.push(line);
  return lines.join('');
}

/** The lines of {@link datasetJsonl} one after the other, each with its line break. */
export async function* datasetLines(
  examples: readonly ExampleView[],
  imageSize: number | null,
): AsyncGenerator<string> {
  /** Address of each policy picture by its reference: many lines have the same. */
  const addresses = new Map<string, string>();
  for (const [i, view] of examples.entries()) {
    const { id, fields, draw, pictures, policyPictures } = taskOfView(view).datasetLine(view);
    const images: { image?: string; image_data?: string[]; policy_images?: Record<string, string> } = {};
    if (imageSize !== null) {
      if (draw) images.image = await imageAddress(draw(imageSize), imageSize);
      if (pictures) {
        images.image_data = await Promise.all(
          pictures.map((picture) => imageAddress(picture.draw(imageSize), imageSize)),
        );
      }
      if (policyPictures) {
        images.policy_images = await policyImages(policyPictures, Math.round(imageSize / 3), addresses);
      }
    }
    yield `${JSON.stringify({ id: `${id}-${String(i).padStart(6, '0')}`, ...fields, ...images })}\n`;
  }
}

async function policyImages(
  pictures: readonly PolicyPicture[],
  size: number,
  known: Map<string, string>,
): Promise<Record<string, string>> {
  const images: Record<string, string> = {};
  for (const { reference, draw } of pictures) {
    const address = known.get(reference) ?? (await imageAddress(draw(size), size));
    known.set(reference, address);
    images[reference] = address;
  }
  return images;
}

async function imageAddress(rgb: Uint8Array, size: number): Promise<string> {
  const png = await encodePng(rgb, size, size);
  const binary = Array.from(png, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(binary)}`;
}
