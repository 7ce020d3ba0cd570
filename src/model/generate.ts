import {
  concat,
  dispose,
  getBackend,
  keep,
  scalar,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { attention } from '../kernels/attention/attention';
import {
  decodeAttention,
  emptyCache,
  type LayerCache,
  logits,
  promptKeysValues,
  sampleTokens,
} from '../kernels/decode/decode';
import { embed } from '../kernels/embedding/embedding';
import { usesReference } from '../kernels/mode';
import { rmsNorm } from '../kernels/rms-norm/rms-norm';
import { flatBatch, plainImage, type Segment } from '../sequence/flat-batch';
import type { Passage } from '../sequence/passage';
import { EOS } from '../sequence/vocabulary';
import { blockOutput, blockProjections, deviceBatch, embeddingTable, inputRows, type Model } from './forward';
import { recomputedTokens } from './generate.reference';
import { NOTHING } from './parameters';
import type { Response, SamplingOptions } from './sampling';

/**
 * Nearer to 1, float32 sums of the probabilities may end below the uniform, and the last token of the vocabulary would be
 * drawn, however unlikely it is.
 */
const LARGEST_UNIFORM = 1 - 2 ** -20;

/** How many tokens are made before the host looks which responses have ended: looking is free on wasm, slow on a GPU. */
function tokensPerLook(): number {
  return getBackend() === 'webgpu' ? 8 : 1;
}

/**
 * Samples responses to every prompt with a key/value cache: each prompt runs once, its keys and values are shared by
 * its responses, and ended responses leave the batch.
 */
export async function generate(
  model: Model,
  prompts: readonly Passage[],
  options: SamplingOptions,
): Promise<Response[]> {
  if (usesReference()) {
    return recomputedTokens(model, prompts, options);
  }
  const { responses: perPrompt, maxNewTokens, random } = options;
  const responses: Response[] = prompts.flatMap((_, prompt) =>
    Array.from({ length: perPrompt }, () => ({ prompt, tokens: [], logps: [] })),
  );
  const { caches, starts } = prefill(model, prompts, responses.length, maxNewTokens);
  let active = responses.map((_, slot) => slot);
  let input = tensor1d(
    active.map((slot) => prompts[responses[slot].prompt].tokens.at(-1) as number),
    'int32',
  );
  let pending: { tokens: Tensor1D; logp: Tensor1D }[] = [];
  for (let step = 0; step < maxNewTokens && active.length > 0; step++) {
    // Drawn for all responses, so that what one gets does not depend on which others have ended.
    const uniforms = responses.map(() => Math.min(random.next(), LARGEST_UNIFORM));
    const rows = active.flatMap((slot) => {
      const { prompt } = responses[slot];
      const last = starts[prompt] + prompts[prompt].tokens.length - 1;
      return [slot, starts[prompt], last, prompts[prompt].tokens.length - 1 + step];
    });
    const next = tidy(() => {
      const uniformRows = tensor1d(active.map((slot) => uniforms[slot]));
      const rowTable = tensor2d(rows, [active.length, 4], 'int32');
      return decodeStep(model, caches, input, rowTable, uniformRows, step, options);
    });
    pending.push(next);
    const look = (step + 1) % tokensPerLook() === 0 || step === maxNewTokens - 1;
    const previous = input;
    if (!look) {
      input = next.tokens;
      if (!pending.some(({ tokens }) => tokens === previous)) {
        previous.dispose();
      }
      continue;
    }
    await collect(pending, active, responses, options.onToken);
    const last = await next.tokens.data();
    const stillActive = active
      .map((slot, row) => ({ slot, token: last[row] }))
      .filter(({ slot }) => !ended(responses[slot]));
    dispose([previous, ...pending.flatMap(({ tokens, logp }) => [tokens, logp])]);
    pending = [];
    active = stillActive.map(({ slot }) => slot);
    input = tensor1d(
      stillActive.map(({ token }) => token),
      'int32',
    );
  }
  input.dispose();
  for (const { prompt, generated } of caches) {
    dispose([prompt, generated]);
  }
  return responses;
}

function ended(response: Response): boolean {
  return response.tokens.at(-1) === EOS;
}

/** Reads back what was made since the last look; what a response made after its <eos> is dropped. */
async function collect(
  pending: readonly { tokens: Tensor1D; logp: Tensor1D }[],
  active: readonly number[],
  responses: readonly Response[],
  onToken: SamplingOptions['onToken'],
): Promise<void> {
  const both = tidy(() => ({
    tokens: concat(pending.map(({ tokens }) => tokens)),
    logp: concat(pending.map(({ logp }) => logp)),
  }));
  const [tokens, logps] = await Promise.all([both.tokens.data(), both.logp.data()]);
  dispose([both.tokens, both.logp]);
  for (let at = 0; at < tokens.length; at++) {
    const slot = active[at % active.length];
    const response = responses[slot];
    if (!ended(response)) {
      response.tokens.push(tokens[at]);
      response.logps.push(logps[at]);
      onToken?.(slot, tokens[at], logps[at]);
    }
  }
}

/**
 * Runs all prompts but their last tokens once, keeping every layer's keys and values. (The last token is the first
 * input of decoding, so that every response starts from a row of its own.)
 *
 * @returns caches per layer, and the first token of each prompt in them
 */
export function prefill(
  model: Model,
  prompts: readonly Passage[],
  responses: number,
  maxNewTokens: number,
): { caches: LayerCache[]; starts: number[] } {
  const { config, rotary } = model;
  const starts: number[] = [];
  let start = 0;
  const segments = prompts.map(({ tokens, images }): Segment => {
    starts.push(start);
    start += tokens.length - 1;
    return { tokens: tokens.slice(0, -1), images: images.map(plainImage), weights: [], prefix: null };
  });
  const batch = deviceBatch(flatBatch(segments), config);
  const caches: LayerCache[] = [];
  tidy(() => {
    let x = inputRows(model, batch, NOTHING, scalar(0));
    for (let block = 0; block < config.layers; block++) {
      const qkv = blockProjections(model, block, x, NOTHING);
      caches.push({
        prompt: keep(promptKeysValues(qkv, batch.layout.positions, config.heads, rotary)),
        generated: keep(emptyCache(responses, maxNewTokens, config.width)),
      });
      if (block < config.layers - 1) {
        const attended = attention(qkv, batch.layout, config.heads, rotary);
        x = blockOutput(model, block, x, attended, NOTHING);
      }
    }
  });
  batch.dispose();
  return { caches, starts };
}

/** One token for every active response. */
function decodeStep(
  model: Model,
  caches: readonly LayerCache[],
  input: Tensor1D,
  rows: Tensor2D,
  uniforms: Tensor1D,
  step: number,
  { maxNewTokens, temperature }: SamplingOptions,
): { tokens: Tensor1D; logp: Tensor1D } {
  const { config, parameters, rotary } = model;
  const table = embeddingTable(model, NOTHING);
  const noImage: Tensor2D = zeros([1, config.width]);
  let x = embed(input, table, noImage, Math.sqrt(config.width), scalar(0));
  for (let block = 0; block < config.layers; block++) {
    const qkv = blockProjections(model, block, x, NOTHING);
    const attrs = { heads: config.heads, step, maxNewTokens };
    const attended = decodeAttention(qkv, caches[block], rows, rotary, attrs);
    x = blockOutput(model, block, x, attended, NOTHING);
  }
  const head = rmsNorm(x, parameters.weight('norm', NOTHING));
  return sampleTokens(logits(head, table), uniforms, temperature);
}
