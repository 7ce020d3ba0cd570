import { rotaryTable } from '../kernels/attention/rotary';
import type { ModelConfig } from '../model/config';
import type { Model } from '../model/forward';
import { type ParameterSpec, parameterLength, parameterSpecs } from '../model/parameter-specs';
import { Parameters } from '../model/parameters';
import { RandomStream } from '../random/stream';
import type { FlatBatch } from '../sequence/flat-batch';
import { EOS } from '../sequence/vocabulary';

/** A decoder over words alone and the batch that it is trained on. */
export interface DecoderShape {
  /** D. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** V. */
  readonly vocabulary: number;
  /** T: tokens per sequence. */
  readonly length: number;
  /** B: sequences per batch. */
  readonly batch: number;
}

/** The step that all figures are about: 0.8 M parameters, 1,024 tokens. */
export const STEP_SHAPE: DecoderShape = {
  width: 128,
  layers: 4,
  heads: 4,
  vocabulary: 64,
  length: 256,
  batch: 4,
};

/** The model's own shape; the parts for images are as small as they can be, for no batch here has any. */
export function decoderConfig({ width, layers, heads, vocabulary }: DecoderShape): ModelConfig {
  return {
    size: 'small',
    width,
    layers,
    heads,
    mlpWidth: 4 * width,
    patchWidth: 8,
    vocabulary,
    visualPlaces: 8,
    patchValues: 8,
    rotaryBase: 5000,
    maxPositions: 1024,
    loraRank: 0,
  };
}

/** Seeded initial values, flat, as model/parameter-specs.ts lays them out. */
export function initialValues(config: ModelConfig): Float32Array {
  const specs = parameterSpecs(config);
  const values = new Float32Array(parameterLength(specs));
  for (const { name, shape, init, offset } of specs) {
    const stream = RandomStream.of(1, `bench/${name}`);
    const length = shape.reduce((a, b) => a * b, 1);
    for (let i = 0; i < length; i++) {
      values[offset + i] = init === 'one' ? 1 : init * stream.normal();
    }
  }
  return values;
}

/** Those parameters that a decoder without images has: what the peers are given. */
export function decoderWeights(config: ModelConfig): { spec: ParameterSpec; values: Float32Array }[] {
  const values = initialValues(config);
  return parameterSpecs(config)
    .filter(({ group }) => group !== 'vision')
    .map((spec) => {
      const length = spec.shape.reduce((a, b) => a * b, 1);
      return { spec, values: values.slice(spec.offset, spec.offset + length) };
    });
}

export function modelOf(config: ModelConfig, values = initialValues(config)): Model {
  return {
    config,
    parameters: Parameters.from(config, values),
    rotary: rotaryTable(config.maxPositions, config.width / config.heads, config.rotaryBase),
  };
}

/** Added to every entry of a word's embedding. */
const COMMON = 0.2;
/** What is left of the rest of it, so that after any word all words are about as likely. */
const REST = 0.25;

/**
 * A model that never ends its response and otherwise says anything: all words' embeddings have one long direction in common, and that of
 * `<eos>` points the other way. Rollouts are then as long as they are asked to be, and no two responses stay alike: what is alike
 * would be computed once.
 */
export function endlessModel(config: ModelConfig): Model {
  const values = initialValues(config);
  for (const { name, offset, shape } of parameterSpecs(config)) {
    if (name === 'embedding') {
      for (let i = 0; i < shape[0] * shape[1]; i++) {
        values[offset + i] = COMMON + REST * values[offset + i];
      }
      values.fill(-COMMON, offset + EOS * shape[1], offset + (EOS + 1) * shape[1]);
    }
  }
  return modelOf(config, values);
}

export function disposeModel({ parameters, rotary }: Model): void {
  parameters.dispose();
  rotary.dispose();
}

/** Random words with random words to follow, [batch * length] each. */
export interface WordBatch {
  readonly words: Int32Array;
  readonly targets: Int32Array;
}

export function wordBatch({ batch, length, vocabulary }: DecoderShape, seed: number): WordBatch {
  const draw = (name: string) => {
    const stream = RandomStream.of(seed, `bench/${name}`);
    return Int32Array.from({ length: batch * length }, () => Math.floor(vocabulary * stream.next()));
  };
  return { words: draw('words'), targets: draw('targets') };
}

/** The same words as the flat batch of the model: one segment per sequence, every token counts. */
export function flatWords({ words, targets }: WordBatch, { batch, length }: DecoderShape): FlatBatch {
  const tokens = batch * length;
  return {
    tokens,
    sources: words,
    segments: Array.from({ length: batch }, (_, i) => ({
      start: i * length,
      length,
      prefix: null,
      images: [],
    })),
    images: [],
    lossRows: Int32Array.from({ length: tokens }, (_, i) => i),
    targets,
    weights: new Float32Array(tokens).fill(1),
  };
}
