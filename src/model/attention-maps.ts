import { scalar, slice, stack, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { attention } from '../kernels/attention/attention';
import { attentionProbabilities } from '../kernels/attention/attention.reference';
import type { FlatBatch } from '../sequence/flat-batch';
import { blockOutput, blockProjections, deviceBatch, inputRows, type Model } from './forward';
import { NOTHING } from './parameters';

/**
 * Attention of every layer and head in a forward pass, for the tokens of the batch from `firstQuery` on.
 *
 * @returns [layers, heads, tokens - firstQuery, tokens], query by key; rows sum to 1
 */
export async function attentionMaps(
  model: Model,
  batch: FlatBatch,
  firstQuery: number,
): Promise<Float32Array> {
  const { config, rotary } = model;
  const device = deviceBatch(batch, config);
  const queries = batch.tokens - firstQuery;
  const maps = tidy(() => {
    let x = inputRows(model, device, NOTHING, scalar(0));
    const layers = [];
    for (let block = 0; block < config.layers; block++) {
      const qkv = blockProjections(model, block, x, NOTHING);
      const all = attentionProbabilities(qkv, device.layout, config.heads, rotary); // [heads, tokens, tokens]
      layers.push(slice(all, [0, firstQuery, 0], [config.heads, queries, batch.tokens]));
      const attended = attention(qkv, device.layout, config.heads, rotary);
      x = blockOutput(model, block, x, attended, NOTHING);
    }
    return stack(layers) as Tensor4D;
  });
  const values = await maps.data<'float32'>();
  maps.dispose();
  device.dispose();
  // A copy: the backend may hand out its own memory.
  return values.slice();
}
