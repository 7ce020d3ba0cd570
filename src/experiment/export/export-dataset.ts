import { taskOfView } from '../../tasks/registry';
import type { ExampleView } from '../record/run-record';
import { encodePng } from './png';

/**
 * Examples as JSON lines: what a task says of each in words, so that other programs need nothing of ours. The recipes'
 * `prepare_data.py` reads these files.
 *
 * @param imageSize side of a PNG put into each line as a data address, pixels; null for none (448 suits Qwen2.5-VL and
 *   takes some 65 ms each, so ask for it in a worker)
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
  for (const [i, view] of examples.entries()) {
    const { id, fields, draw, pictures } = taskOfView(view).datasetLine(view);
    const drawn: { image?: string; image_data?: string[] } = {};
    if (imageSize !== null) {
      if (draw) drawn.image = await imageAddress(draw(imageSize), imageSize);
      if (pictures) {
        drawn.image_data = await Promise.all(
          pictures.map((picture) => imageAddress(picture.draw(imageSize), imageSize)),
        );
      }
    }
    yield `${JSON.stringify({ id: `${id}-${String(i).padStart(6, '0')}`, ...fields, ...drawn })}\n`;
  }
}

async function imageAddress(rgb: Uint8Array, size: number): Promise<string> {
  const png = await encodePng(rgb, size, size);
  const binary = Array.from(png, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(binary)}`;
}
