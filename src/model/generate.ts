import {
  concat,
  dispose,
  getBackend,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { copyKeysValues, type DecodeRow } from '../kernels/decode/decode';
import { usesReference } from '../kernels/mode';
import { doing } from '../kernels/work';
import type { Passage } from '../sequence/passage';
import { EOS } from '../sequence/vocabulary';
import { decodeStep } from './decode-step';
import type { Model } from './forward';
import { recomputedTokens } from './generate.reference';
import { allLanes, parted } from './lanes';
import { prefill } from './prefill';
import type { DecodingOptions, Response, SamplingOptions, SamplingRequest } from './sampling';

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
 * its responses, and ended responses leave the batch. Where the host sees every token before the next, responses to a prompt that are
 * alike so far are one row.
 */
export async function generate(
  model: Model,
  prompts: readonly Passage[],
  { responses, random, ...options }: SamplingOptions,
): Promise<Response[]> {
  const [sampled] = await generateTogether(model, [{ prompts, responses, random }], options);
  return sampled;
}

/**
 * Several requests in one batch: openings and pictures that their prompts share run once. What each gets is what it would get alone.
 *
 * @returns the responses to each request
 */
export async function generateTogether(
  model: Model,
  requests: readonly SamplingRequest[],
  options: DecodingOptions & Pick<SamplingOptions, 'onToken'>,
): Promise<Response[][]> {
  if (usesReference()) {
    const sampled: Response[][] = [];
    for (const { prompts, ...request } of requests) {
      sampled.push(await recomputedTokens(model, prompts, { ...request, ...options }));
    }
    return sampled;
  }
  const { maxNewTokens } = options;
  const prompts = requests.flatMap((request) => request.prompts);
  const byRequest = requests.map((request) =>
    request.prompts.flatMap((_, prompt) =>
      Array.from({ length: request.responses }, (): Response => ({ prompt, tokens: [], logps: [] })),
    ),
  );
  const responses = byRequest.flat();
  const responsesPerPrompt = requests.flatMap((request) => request.prompts.map(() => request.responses));
  const { caches, places } = prefill(model, prompts, responses.length, maxNewTokens);
  let lanes = allLanes(responsesPerPrompt, tokensPerLook() === 1);
  let input = tensor1d(
    lanes.map(({ prompt }) => prompts[prompt].tokens.at(-1) as number),
    'int32',
  );
  const noImage: Tensor2D = zeros([1, model.config.width]);
  let pending: { tokens: Tensor1D; logp: Tensor1D }[] = [];
  for (let step = 0; step < maxNewTokens && lanes.length > 0; step++) {
    // Drawn for all responses, so that what one gets does not depend on which others have ended.
    const uniforms = requests.flatMap(({ random }, i) =>
      byRequest[i].map(() => Math.min(random.next(), LARGEST_UNIFORM)),
    );
    const rows = lanes.map(({ slot, prompt }): DecodeRow => {
      const position = prompts[prompt].tokens.length - 1 + step;
      return { slot, position, ...places[prompt] };
    });
    const next = doing('decode', () =>
      tidy(() => decodeStep(model, caches, { tokens: input, rows, lanes, uniforms, step, noImage }, options)),
    );
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
    const active = lanes.flatMap(({ members }) => members);
    await collect(pending, active, responses, options.onToken);
    dispose([previous, ...pending.flatMap(({ tokens, logp }) => [tokens, logp])]);
    pending = [];
    const { going, copies } = parted(lanes, responses);
    if (copies.length > 0) {
      for (const cache of caches) {
        copyKeysValues(cache, copies, step + 1, maxNewTokens);
      }
    }
    lanes = going;
    input = tensor1d(
      lanes.map(({ slot }) => responses[slot].tokens.at(-1) as number),
      'int32',
    );
  }
  dispose([input, noImage]);
  for (const { prompt, generated } of caches) {
    dispose([prompt, generated]);
  }
  return byRequest;
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
    if (response.tokens.at(-1) !== EOS) {
      response.tokens.push(tokens[at]);
      response.logps.push(logps[at]);
      onToken?.(slot, tokens[at], logps[at]);
    }
  }
}
