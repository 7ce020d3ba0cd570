import { RMS_NORM_EPSILON } from '../kernels/rms-norm/epsilon';
import { CROP_SIZE, IMAGE_SIZE, STRIDE, VISUAL_TOKENS, WINDOW } from '../sequence/image';
import { EOS, IMAGE, tokenWord } from '../sequence/vocabulary';
import type { ModelConfig } from './config';

/**
 * What another program needs to run an exported model (`modeling_trimpi.py`): its shape, how a picture becomes patches, and
 * the word of every token id. Syllables of names may be spelled like words; they come behind them.
 */
export function configJson(config: ModelConfig): string {
  const json = {
    model_type: 'trimpi',
    size: config.size,
    width: config.width,
    layers: config.layers,
    heads: config.heads,
    mlp_width: config.mlpWidth,
    patch_width: config.patchWidth,
    visual_tokens: VISUAL_TOKENS,
    visual_places: config.visualPlaces,
    lora_rank: config.loraRank,
    rotary_base: config.rotaryBase,
    rms_norm_epsilon: RMS_NORM_EPSILON,
    max_positions: config.maxPositions,
    image: { size: IMAGE_SIZE, window: WINDOW, stride: STRIDE },
    ...(config.visualPlaces > VISUAL_TOKENS && { crop: { size: CROP_SIZE, place: VISUAL_TOKENS } }),
    image_token_id: IMAGE,
    eos_token_id: EOS,
    vocabulary: Array.from({ length: config.vocabulary }, (_, id) => tokenWord(id)),
  };
  return `${JSON.stringify(json, null, 1)}\n`;
}
