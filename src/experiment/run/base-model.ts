import { rotaryTable } from '../../kernels/attention/rotary';
import { readCheckpoint } from '../../model/checkpoint';
import type { Model } from '../../model/forward';
import { mergeAdapters } from '../../model/lora';
import { Parameters } from '../../model/parameters';
import { fetchPiece } from '../../pieces/fetch-piece';

/**
 * A model on the device from a checkpoint file; adapters that it may have are added to its weights.
 *
 * @throws SafetensorsError with a sentence when the file is damaged or of another model
 */
export function modelFromCheckpoint(file: Uint8Array): Model {
  const { config, values } = mergeAdapters(readCheckpoint(file));
  return {
    config,
    parameters: Parameters.from(config, values),
    rotary: rotaryTable(config.maxPositions, config.width / config.heads, config.rotaryBase),
  };
}

/**
 * Fetches a checkpoint of this site: a base of public/models or the model of a recorded run in public/runs.
 *
 * @param what names it in the error: `base model "small"`
 * @param onProgress gets the share that has arrived, 0 to 1
 * @throws Error with a sentence when it does not arrive
 */
export async function fetchCheckpoint(
  address: URL,
  what: string,
  onProgress: (fraction: number) => void,
): Promise<Uint8Array> {
  return fetchPiece(address, (response) => bodyOf(response, onProgress)).catch((error) => {
    const reason = /^status \d+$/.test(error.message) ? error.message : 'the network failed';
    throw new Error(`The ${what} could not be loaded (${reason}). Start again to fetch it once more.`);
  });
}

async function bodyOf(
  { headers, body }: Response,
  onProgress: (fraction: number) => void,
): Promise<Uint8Array> {
  const total = Number(headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let received = 0;
  for (const reader = (body as ReadableStream<Uint8Array>).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    chunks.push(value);
    received += value.length;
    onProgress(total > 0 ? Math.min(1, received / total) : 0);
  }
  // Without a length from the server there was no share to tell.
  onProgress(1);
  const file = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}
