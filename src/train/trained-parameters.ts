import type { ModelConfig } from '../model/config';
import { EVERYTHING, LORA_ONLY, type TrainedParameters, trainedFromBlock } from '../model/parameters';
import type { TrainedPart } from './trained-part';

/** The parameters of a part; LoRA's have to be in the model. */
export function trainedParameters(
  part: TrainedPart,
  { layers }: Pick<ModelConfig, 'layers'>,
): TrainedParameters {
  return {
    'upper-half': trainedFromBlock(Math.floor(layers / 2)),
    all: EVERYTHING,
    lora: LORA_ONLY,
  }[part];
}
