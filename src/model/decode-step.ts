import { scalar, type Tensor1D, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import {
  type DecodeRow,
  decodeAttention,
  decodeRows,
  type LayerCache,
  sampleTokens,
} from '../kernels/decode/decode';
import { embed } from '../kernels/embedding/embedding';
import { linear } from '../kernels/linear/linear';
import { normedLinear, normedLogits } from '../kernels/normed-linear/normed-linear';
import { selectRows } from '../kernels/rows/rows';
import { blockOutput, blockProjections, embeddingTable, type Model } from './forward';
import type { Lane } from './lanes';
import { NOTHING } from './parameters';
import type { DecodingOptions } from './sampling';

/** What a step of decoding starts from. */
export interface DecodeInput {
  /** int32 [lanes]: the last token of each. */
  readonly tokens: Tensor1D;
  readonly rows: readonly DecodeRow[];
  readonly lanes: readonly Lane[];
  /** One per response, whether it goes on or not. */
  readonly uniforms: readonly number[];
  /** Tokens generated before. */
  readonly step: number;
  /** [1, width]: stands for the visual tokens that no input refers to. */
  readonly noImage: Tensor2D;
}

/** One token for every member of every lane, in their order. */
export function decodeStep(
  model: Model,
  caches: readonly LayerCache[],
  { tokens, rows, lanes, uniforms, step, noImage }: DecodeInput,
  { maxNewTokens, temperature }: DecodingOptions,
): { tokens: Tensor1D; logp: Tensor1D } {
  const { config, parameters, rotary } = model;
  const table = embeddingTable(model, NOTHING);
  const rowTable = decodeRows(rows);
  let x = embed(tokens, table, noImage, Math.sqrt(config.width), scalar(0));
  for (const [block, cache] of caches.entries()) {
    const attend = (qkv: Tensor2D) =>
      decodeAttention(qkv, cache, rowTable, rotary, { heads: config.heads, step, maxNewTokens });
    x = config.loraRank > 0 ? adaptedBlock(model, block, x, attend) : plainBlock(model, block, x, attend);
  }
  const scores = normedLogits(x, parameters.weight('norm', NOTHING), table);
  const members = lanes.flatMap((lane) => lane.members);
  const laneOfMember = lanes.flatMap((lane, i) => lane.members.map(() => i));
  const ofMembers =
    members.length === lanes.length ? scores : selectRows(scores, tensor1d(laneOfMember, 'int32'));
  return sampleTokens(ofMembers, tensor1d(members.map((slot) => uniforms[slot])), temperature);
}

type Attend = (qkv: Tensor2D) => Tensor2D;

/** A block as forward.ts has it, of which no gradient is asked: five dispatches on WebGPU, norms being part of the products. */
function plainBlock({ parameters }: Model, block: number, x: Tensor2D, attend: Attend): Tensor2D {
  const weight = (name: string) => parameters.weight(`block${block}.${name}`, NOTHING);
  const qkv = normedLinear(x, weight('attention.norm'), weight('attention.qkv'));
  const afterAttention = linear(attend(qkv), weight('attention.out'), x);
  const hidden = normedLinear(afterAttention, weight('mlp.norm'), weight('mlp.in'), 'gelu');
  return linear(hidden, weight('mlp.out'), afterAttention);
}

/** A block with LoRA's adapters, which read the normed rows, too. */
function adaptedBlock(model: Model, block: number, x: Tensor2D, attend: Attend): Tensor2D {
  const qkv = blockProjections(model, block, x, NOTHING);
  return blockOutput(model, block, x, attend(qkv), NOTHING);
}
