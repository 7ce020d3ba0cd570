import { MODEL_SIZES, type ModelConfig, modelConfig } from './config';
import { parameterLength, parameterSpecs } from './parameter-specs';
import { short } from './quoted';
import { readSafetensors, SafetensorsError, writeSafetensors } from './safetensors';

/** Multiples of 8, which the matrix kernels need; 0 for a model without adapters. */
const LORA_RANKS: readonly number[] = [0, 8, 16, 32, 64];

/** Parameters as a safetensors file, one tensor per parameter, the configuration in the metadata. */
export function writeCheckpoint(
  config: ModelConfig,
  values: Float32Array,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const tensors = parameterSpecs(config).map(({ name, shape, offset }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return { name, shape, data: values.subarray(offset, offset + length) };
  });
  return writeSafetensors({
    tensors,
    metadata: { ...metadata, size: config.size, loraRank: String(config.loraRank) },
  });
}

export interface Checkpoint {
  readonly config: ModelConfig;
  /** Flat values, laid out as parameterSpecs(config) says. */
  readonly values: Float32Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tables that have grown: the rows that the first models had, and what their number is a multiple of (the kernels need it). */
const GROWN = {
  embedding: { least: 216, multiple: 8 },
  'vision.position': { least: 36, multiple: 4 },
} as const;

/**
 * Rows of a table in a file: words and places are only ever appended, so a file with fewer is of an earlier model that still runs.
 * For a number that no model had it gives today's, and the check of shapes refuses the file.
 */
function rowsIn(
  tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  name: keyof typeof GROWN,
  today: number,
): number {
  const { least, multiple } = GROWN[name];
  const rows = tensors.get(name)?.shape[0] ?? today;
  return rows >= least && rows < today && rows % multiple === 0 ? rows : today;
}

/**
 * Reads a checkpoint written by {@link writeCheckpoint}.
 *
 * @throws SafetensorsError with a sentence when the file is damaged or of another model
 */
export function readCheckpoint(file: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(file);
  const size = MODEL_SIZES.find((known) => known === metadata.size);
  if (!size) {
    throw new SafetensorsError('This safetensors file does not say which model size it is of.');
  }
  const loraRank = Number(metadata.loraRank ?? 0);
  if (!LORA_RANKS.includes(loraRank)) {
    throw new SafetensorsError(
      `A LoRA rank of ${short(String(metadata.loraRank))} is none that this model can have.`,
    );
  }
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const today = modelConfig(size, loraRank);
  const config: ModelConfig = {
    ...today,
    vocabulary: rowsIn(byName, 'embedding', today.vocabulary),
    visualPlaces: rowsIn(byName, 'vision.position', today.visualPlaces),
  };
  const specs = parameterSpecs(config);
  const values = new Float32Array(parameterLength(specs));
  for (const { name, shape, offset } of specs) {
    const tensor = byName.get(name);
    if (!tensor) {
      throw new SafetensorsError(`The checkpoint lacks the parameter "${name}".`);
    }
    if (tensor.shape.join() !== shape.join()) {
      throw new SafetensorsError(
        `The parameter "${name}" is ${tensor.shape.join(' x ')} in the checkpoint, not ${shape.join(' x ')}.`,
      );
    }
    if (!tensor.data.every(Number.isFinite)) {
      throw new SafetensorsError(`The parameter "${name}" holds values that are not numbers.`);
    }
    values.set(tensor.data, offset);
  }
  return { config, values, metadata };
}
