import type { ModelConfig } from '../model/config';
import { EVERYTHING, LORA_ONLY, type Trained, trainedFromBlock } from '../model/parameters';
import type { TrainedPart } from './parts';

/** The parameters of a part; LoRA's have to be in the model. */
export function trainedPart(part: TrainedPart, { layers }: Pick<ModelConfig, 'layers'>): Trained {
  return {
    'upper-half': trainedFromBlock(Math.floor(layers / 2)),
    all: EVERYTHING,
    lora: LORA_ONLY,
  }[part];
}
