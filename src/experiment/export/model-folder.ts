import { readCheckpoint } from '../../model/checkpoint';
import { configJson } from '../../model/config-json';
import modelingTrimpi from './python/modeling_trimpi.py?raw';

/**
 * An exported model as the files that Python runs: its weights, what its numbers mean, and the code.
 *
 * @param weights a safetensors file of this page
 * @throws SafetensorsError with a sentence when it is not one
 */
export function modelFolder(weights: Uint8Array): Readonly<Record<string, string | Uint8Array>> {
  return {
    'model.safetensors': weights,
    'config.json': configJson(readCheckpoint(weights).config),
    'modeling_trimpi.py': modelingTrimpi,
  };
}
