import { PATCH_VALUES, VISUAL_PLACES } from '../sequence/image';
import { VOCABULARY } from '../sequence/vocabulary';

/** The shape of a model; everything else about it is its parameters. */
export interface ModelConfig {
  readonly size: ModelSize;
  /** D: width of the residual stream. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the hidden layer of each MLP. */
  readonly mlpWidth: number;
  /** Width of the hidden layer of the patch MLP. */
  readonly patchWidth: number;
  /** Rows of the table of words. A model that was made when there were fewer knows the first of them. */
  readonly vocabulary: number;
  /** Rows of the table of places that a visual token can have in its picture (sequence/image.ts). */
  readonly visualPlaces: number;
  readonly patchValues: number;
  readonly rotaryBase: number;
  /** Longest prompt and response together. */
  readonly maxPositions: number;
  /** Rank r of LoRA adapters on every block matrix; 0 for none. */
  readonly loraRank: number;
}

export const MODEL_SIZES = ['tiny', 'small', 'medium'] as const;
export type ModelSize = (typeof MODEL_SIZES)[number];

const SHAPES: { readonly [S in ModelSize]: Pick<ModelConfig, 'width' | 'layers' | 'heads' | 'patchWidth'> } =
  {
    /** About 0.13 M parameters: to see what size is worth. */
    tiny: { width: 32, layers: 4, heads: 2, patchWidth: 96 },
    /** About 0.3 M parameters: the whole recipe in minutes on a laptop. */
    small: { width: 64, layers: 4, heads: 4, patchWidth: 128 },
    /** About 1.4 M parameters: for a real GPU. */
    medium: { width: 128, layers: 6, heads: 8, patchWidth: 192 },
  };

export function modelConfig(size: ModelSize, loraRank = 0): ModelConfig {
  const shape = SHAPES[size];
  return {
    size,
    ...shape,
    mlpWidth: 4 * shape.width,
    vocabulary: VOCABULARY,
    visualPlaces: VISUAL_PLACES,
    patchValues: PATCH_VALUES,
    rotaryBase: 5000,
    maxPositions: 1024,
    loraRank,
  };
}
