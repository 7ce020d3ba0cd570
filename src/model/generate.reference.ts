import {
  logSoftmax,
  matMul,
  reshape,
  scalar,
  slice,
  type Tensor1D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { weightMatrix } from '../kernels/linear/linear.reference';
import { flatBatch, plainImage } from '../sequence/flat-batch';
import type { Passage } from '../sequence/passage';
import { EOS } from '../sequence/vocabulary';
import { deviceBatch, embeddingTable, headRows, hiddenStates, type Model } from './forward';
import { NOTHING } from './parameters';
import type { Response, SamplingOptions } from './sampling';

/**
 * The specification of generate: every token by running the whole sequence again, and the same draws from the same
 * uniforms. Slow; for parity tests and for backends without fused kernels.
 */
export async function recomputedTokens(
  model: Model,
  prompts: readonly Passage[],
  { responses: perPrompt, maxNewTokens, temperature, random }: SamplingOptions,
): Promise<Response[]> {
  const responses: Response[] = prompts.flatMap((_, prompt) =>
    Array.from({ length: perPrompt }, () => ({ prompt, tokens: [], logps: [] })),
  );
  for (let step = 0; step < maxNewTokens; step++) {
    const uniforms = responses.map(() => random.next());
    for (const [slot, response] of responses.entries()) {
      if (response.tokens.at(-1) === EOS) {
        continue;
      }
      const prompt = prompts[response.prompt];
      const logps = await nextLogProbs(model, { ...prompt, tokens: [...prompt.tokens, ...response.tokens] });
      const token = draw(logps, uniforms[slot], temperature);
      response.tokens.push(token);
      response.logps.push(logps[token]);
    }
  }
  return responses;
}

/** log softmax of the logits behind a sequence, [vocabulary]. */
async function nextLogProbs(model: Model, { tokens, images }: Passage): Promise<Float32Array> {
  const { config } = model;
  const segment = { tokens, images: images.map(plainImage), weights: [], prefix: null };
  const batch = deviceBatch(flatBatch([segment]), config);
  const result = tidy(() => {
    const hidden = hiddenStates(model, batch, { trained: NOTHING, anchor: scalar(0) });
    const last = tensor1d([tokens.length - 1], 'int32');
    const head = headRows(model, hidden, last, NOTHING);
    const logits = matMul(head, weightMatrix(embeddingTable(model, NOTHING)), false, true);
    return reshape(slice(logSoftmax(logits, 1), 0, 1), [-1]) as Tensor1D;
  });
  const values = (await result.data()) as Float32Array;
  result.dispose();
  batch.dispose();
  return values;
}

/** Greedy at temperature 0, else the inverse of the cumulative distribution at `uniform`. */
export function draw(logps: Float32Array, uniform: number, temperature: number): number {
  const best = logps.reduce((top, logp, token) => (logp > logps[top] ? token : top), 0);
  if (temperature === 0) {
    return best;
  }
  const weights = logps.map((logp) => Math.exp((logp - logps[best]) / temperature));
  const target = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  let cumulative = 0;
  for (let token = 0; token < weights.length; token++) {
    cumulative += weights[token];
    if (cumulative > target) {
      return token;
    }
  }
  return best;
}
