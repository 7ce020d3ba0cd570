import {
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { attention } from '../kernels/attention/attention';
import { type AttentionLayout, attentionLayout } from '../kernels/attention/layout';
import { embed } from '../kernels/embedding/embedding';
import { linear, linearGelu, linearOfData } from '../kernels/linear/linear';
import { firstRow, logProb } from '../kernels/log-prob/log-prob';
import { startTape } from '../kernels/mode';
import type { Weight } from '../kernels/parameters';
import { rmsNorm } from '../kernels/rms-norm/rms-norm';
import { selectRows } from '../kernels/rows/rows';
import type { FlatBatch } from '../sequence/flat-batch';
import { firstPlace, visualTokens as visualTokensOf, writePatches } from '../sequence/image';
import type { ModelConfig } from './config';
import type { Parameters, TrainedParameters } from './parameters';

/**
 * A decoder-only vision-language transformer: patches through an MLP, rotary positions, RMSNorm, GELU, tied embeddings.
 * Attention is causal over words and bidirectional inside an image. Everything runs on flat batches of tokens.
 */
export interface Model {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  /** [maxPositions, headDim], see kernels/attention/rotary.ts. */
  readonly rotary: Tensor2D;
}

/** A flat batch on the device. */
export interface DeviceBatch {
  /** int32 [tokens]: word ids, or vocabulary + visual token. */
  readonly sources: Tensor1D;
  readonly layout: AttentionLayout;
  /** [visual tokens or 1, patchValues]. */
  readonly patches: Tensor2D;
  /** One-hot [visual tokens or 1, visualPlaces]: which of its image's places a visual token is. */
  readonly places: Tensor2D;
  /** int32 [losses]: token whose next token counts. */
  readonly lossRows: Tensor1D;
  readonly targets: Tensor1D;
  dispose(): void;
}

export function deviceBatch(batch: FlatBatch, config: ModelConfig): DeviceBatch {
  const { visualPlaces, patchValues, vocabulary } = config;
  // A batch without images still has one blank visual token, which no token refers to.
  const rows = Math.max(
    1,
    batch.images.reduce((sum, { picture }) => sum + visualTokensOf(picture), 0),
  );
  const patches = new Float32Array(rows * patchValues);
  const places = new Float32Array(rows * visualPlaces);
  let row = 0;
  for (const { picture, augmentation } of batch.images) {
    writePatches(picture, augmentation, patches, row * patchValues);
    const count = visualTokensOf(picture);
    const first = firstPlace(picture);
    if (first + count > visualPlaces) {
      throw new Error('This model was made before there were pictures in policies and cannot see them.');
    }
    for (let i = 0; i < count; i++) {
      places[(row + i) * visualPlaces + first + i] = 1;
    }
    row += count;
  }
  const sources = batch.sources.map((source) => (source >= 0 ? source : vocabulary - 1 - source));
  const layout = attentionLayout(batch.segments);
  const tensors = {
    sources: tensor1d(sources, 'int32'),
    patches: tensor2d(patches, [rows, patchValues]),
    places: tensor2d(places, [rows, visualPlaces]),
    lossRows: tensor1d(batch.lossRows, 'int32'),
    targets: tensor1d(batch.targets, 'int32'),
  };
  return {
    ...tensors,
    layout,
    dispose: () => {
      layout.dispose();
      for (const tensor of Object.values(tensors)) {
        tensor.dispose();
      }
    },
  };
}

/** residual + x W, with LoRA's low-rank product on top where the model has adapters. */
function project(
  model: Model,
  name: string,
  x: Tensor2D,
  trained: TrainedParameters,
  residual?: Tensor2D,
): Tensor2D {
  const base = lowRank(model, name, x, trained, residual);
  return linear(x, model.parameters.weight(name, trained), base);
}

/** residual + x A B (LoRA; Hu et al., 2021), or just the residual in a model without adapters. */
function lowRank(model: Model, name: string, x: Tensor2D, trained: TrainedParameters, residual?: Tensor2D) {
  if (model.config.loraRank === 0) {
    return residual;
  }
  const down = linear(x, model.parameters.weight(`${name}.loraA`, trained));
  return linear(down, model.parameters.weight(`${name}.loraB`, trained), residual);
}

/** Visual tokens in the scale of the residual stream: RMSNorm(GELU(patch W1) W2 + place). */
function visualTokens(
  model: Model,
  batch: DeviceBatch,
  trained: TrainedParameters,
  anchor: Tensor,
): Tensor2D {
  const weight = (name: string) => model.parameters.weight(name, trained);
  const hidden = linearOfData(batch.patches, weight('vision.patch'), anchor, 'gelu'); // [visual, patchWidth]
  const place = linearOfData(batch.places, weight('vision.position'), anchor);
  return rmsNorm(linear(hidden, weight('vision.project'), place), weight('vision.norm')); // [visual, D]
}

/** One block up to its queries, keys and values [tokens, 3 D]. */
export function blockProjections(
  model: Model,
  block: number,
  x: Tensor2D,
  trained: TrainedParameters,
): Tensor2D {
  const normed = rmsNorm(x, model.parameters.weight(`block${block}.attention.norm`, trained));
  return project(model, `block${block}.attention.qkv`, normed, trained);
}

/** The rest of a block, from what attention read. */
export function blockOutput(
  model: Model,
  block: number,
  x: Tensor2D,
  attended: Tensor2D,
  trained: TrainedParameters,
): Tensor2D {
  const { parameters } = model;
  const name = `block${block}`;
  const afterAttention = project(model, `${name}.attention.out`, attended, trained, x);
  const normed = rmsNorm(afterAttention, parameters.weight(`${name}.mlp.norm`, trained));
  const update = lowRank(model, `${name}.mlp.in`, normed, trained);
  const hidden = linearGelu(normed, parameters.weight(`${name}.mlp.in`, trained), update); // [tokens, 4 D]
  return project(model, `${name}.mlp.out`, hidden, trained, afterAttention);
}

/** Input rows of a batch: words times sqrt(D), and visual tokens. */
export function inputRows(
  model: Model,
  batch: DeviceBatch,
  trained: TrainedParameters,
  anchor: Tensor,
): Tensor2D {
  const { parameters, config } = model;
  const visual = visualTokens(model, batch, trained, anchor);
  return embed(
    batch.sources,
    parameters.weight('embedding', trained),
    visual,
    Math.sqrt(config.width),
    anchor,
  );
}

export interface ForwardOptions {
  readonly trained: TrainedParameters;
  /** Scalar on the autodiff tape. */
  readonly anchor: Scalar;
  /** Stop after this many blocks (the vision warm-up reads out half-way). */
  readonly blocks?: number;
}

/** Of a batch's tokens, the part up to which the last block is cut down to the rows that count: two selections instead of one. */
const FEW_ROWS = 0.9;

/** The rows whose next token counts, after the last block and the final norm, [losses, D], ready for the tied head. */
export function lossStates(model: Model, batch: DeviceBatch, options: ForwardOptions): Tensor2D {
  const { lossRows, layout } = batch;
  const isCut = lossRows.shape[0] <= FEW_ROWS * layout.tokens;
  const hidden = residualStream(model, batch, options, isCut ? lossRows : null);
  const rows = isCut ? hidden : selectRows(hidden, lossRows);
  return rmsNorm(rows, model.parameters.weight('norm', options.trained));
}

/** The residual stream after the last block, [tokens, D]. */
export function hiddenStates(model: Model, batch: DeviceBatch, options: ForwardOptions): Tensor2D {
  return residualStream(model, batch, options, null);
}

/** @param rows the only ones that anybody reads: the last block attends to all tokens, and the rest of it runs on these; null for all */
function residualStream(
  model: Model,
  batch: DeviceBatch,
  { trained, anchor, blocks = model.config.layers }: ForwardOptions,
  rows: Tensor1D | null,
): Tensor2D {
  const { config, rotary } = model;
  let x = inputRows(model, batch, trained, anchor);
  for (let block = 0; block < blocks; block++) {
    if (block === trained.firstBlock && !trained.covers('vision')) {
      x = startTape(x, anchor);
    }
    const qkv = blockProjections(model, block, x, trained);
    const attended = attention(qkv, batch.layout, config.heads, rotary);
    const few = block === blocks - 1 ? rows : null;
    x = few
      ? blockOutput(model, block, selectRows(x, few), selectRows(attended, few), trained)
      : blockOutput(model, block, x, attended, trained);
  }
  return x;
}

/** Final norm of some rows, [rows, D], ready for the tied head. */
export function headRows(
  model: Model,
  hidden: Tensor2D,
  rows: Tensor1D,
  trained: TrainedParameters,
): Tensor2D {
  return rmsNorm(selectRows(hidden, rows), model.parameters.weight('norm', trained));
}

export function embeddingTable(model: Model, trained: TrainedParameters): Weight {
  return model.parameters.weight('embedding', trained);
}

/**
 * Log-probabilities of the batch's targets and the entropies at the same places.
 *
 * @returns logp [losses] in nats (differentiable), entropy [losses] in nats (not)
 */
export function targetLogProbs(
  model: Model,
  batch: DeviceBatch,
  options: ForwardOptions,
): { logp: Tensor1D; logpAndEntropy: Tensor2D } {
  const rows = lossStates(model, batch, options);
  const logpAndEntropy = logProb(rows, embeddingTable(model, options.trained), batch.targets);
  return { logp: firstRow(logpAndEntropy), logpAndEntropy };
}
