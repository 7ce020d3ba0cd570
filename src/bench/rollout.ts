import {
  backend as currentBackend,
  dispose,
  scalar,
  type Tensor1D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { median } from '../evaluate/median';
import { isSoftwareAdapter } from '../kernels/backend/webgpu-internals';
import { logits, sampleTokens } from '../kernels/decode/decode';
import { deviceBatch, embeddingTable, headRows, hiddenStates, type Model } from '../model/forward';
import { generate } from '../model/generate';
import { NOTHING } from '../model/parameters';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import type { Passage } from '../sequence/passage';
import { counted } from './gpu-counter';
import { milliseconds } from './measure';
import { type BenchContext, row } from './report';
import { decoderConfig, disposeModel, endlessModel, STEP_SHAPE } from './shape';

export const RESPONSES = 64;
const PROMPT_TOKENS = 200;
export const NEW_TOKENS = 32;

/** The recomputed tokens that are timed; the others lie on the line between them. */
const TIMED_TOKENS = [0, NEW_TOKENS - 1];

function prompts(count: number): Passage[] {
  const stream = RandomStream.of(1, 'bench/prompts');
  const word = () => stream.int(STEP_SHAPE.vocabulary);
  return Array.from({ length: count }, () => ({
    tokens: Array.from({ length: PROMPT_TOKENS }, word),
    images: [],
  }));
}

/**
 * A whole rollout with the cache; its responses.
 *
 * @throws Error when a response ended early or two are alike, as the figures would not be per token
 */
export async function rollout(model: Model, promptCount: number, tokens = NEW_TOKENS) {
  const responses = await generate(model, prompts(promptCount), {
    responses: RESPONSES / promptCount,
    maxNewTokens: tokens,
    temperature: 1,
    random: RandomStream.of(1, 'bench/sampling'),
  });
  if (responses.some((response) => response.tokens.length !== tokens)) {
    throw new Error('A response of the benchmark ended early.');
  }
  if (new Set(responses.map((response) => response.tokens.join())).size < responses.length) {
    throw new Error('Two responses of the benchmark are alike.');
  }
  return responses;
}

/** Sequences run again at a time; a software adapter would take minutes for all, and its cost is proportional. */
function recomputedSequences(backend: BenchContext['backend']): number {
  return backend === 'webgpu' && isSoftwareAdapter(currentBackend()) ? 8 : RESPONSES;
}

/**
 * One token for some responses by running their whole sequences again, with the same fused forward pass and head: the
 * prompts and `done` new tokens each.
 */
export async function recomputedToken(model: Model, done: number, sequences: number): Promise<void> {
  const stream = RandomStream.of(2, 'bench/recomputed');
  const parts = prompts(sequences).map(({ tokens }) => ({
    tokens: [...tokens, ...Array.from({ length: done }, () => stream.int(STEP_SHAPE.vocabulary))],
    images: [],
    weights: [],
    prefix: null,
  }));
  const length = PROMPT_TOKENS + done;
  const batch = deviceBatch(flatBatch(parts), model.config);
  const { tokens, logp } = tidy(() => {
    const hidden = hiddenStates(model, batch, { trained: NOTHING, anchor: scalar(0) });
    const last = tensor1d(
      parts.map((_, part) => (part + 1) * length - 1),
      'int32',
    );
    const uniforms: Tensor1D = tensor1d(parts.map(() => stream.next()));
    const head = headRows(model, hidden, last, NOTHING);
    return sampleTokens(logits(head, embeddingTable(model, NOTHING)), uniforms, 1);
  });
  await tokens.data();
  dispose([tokens, logp]);
  batch.dispose();
}

/** (b) Sampling 64 responses, ours with a cache against running every sequence again for every token. */
export async function benchRollout(context: BenchContext): Promise<void> {
  const { add, say, backend } = context;
  const model = endlessModel(decoderConfig(STEP_SHAPE));
  const groups = [RESPONSES, 8, 1];
  const ours = Object.fromEntries(groups.map((count) => [String(count), () => rollout(model, count)]));
  const rounds = Math.min(context.rounds, backend === 'webgpu' ? 3 : 5);
  const sequences = recomputedSequences(backend);
  const recomputed: number[] = [];
  const oursMs: Record<string, number[]> = {};
  await rollout(model, RESPONSES); // warm-up
  await recomputedToken(model, 0, sequences);
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(ours)) {
      oursMs[name] = [...(oursMs[name] ?? []), await milliseconds(run)];
    }
    const timed: number[] = [];
    for (const done of TIMED_TOKENS) {
      timed.push(await milliseconds(() => recomputedToken(model, done, sequences)));
    }
    const perToken = timed.reduce((sum, ms) => sum + ms, 0) / timed.length;
    recomputed.push((NEW_TOKENS * perToken * RESPONSES) / sequences);
  }
  say(
    `recomputation is extrapolated: tokens ${TIMED_TOKENS.map((token) => token + 1).join(' and ')} of ${NEW_TOKENS} are timed on ${sequences} of ${RESPONSES} sequences, and the mean counts for all`,
  );
  const counts = await counted(() => rollout(model, 8));
  const perToken = counts.dispatches / NEW_TOKENS;
  const recomputedCounts = await counted(() => recomputedToken(model, 0, sequences));
  for (const [name, all] of Object.entries(oursMs)) {
    const [ms, peerMs] = [median(all), median(recomputed)];
    const each = RESPONSES / Number(name);
    add(
      row(
        context,
        `rollout of ${RESPONSES}: ${name} prompts of ${PROMPT_TOKENS} x ${each} responses of ${NEW_TOKENS}`,
        { ms, counts },
        {
          ms: peerMs,
          name: 'full recomputation (extrapolated)',
          counts: { ...recomputedCounts, dispatches: recomputedCounts.dispatches * NEW_TOKENS },
        },
        {
          'tokens/s': (1000 * RESPONSES * NEW_TOKENS) / ms,
          'peer tokens/s': (1000 * RESPONSES * NEW_TOKENS) / peerMs,
          ...(backend === 'webgpu' ? { 'dispatches per token': perToken } : {}),
        },
      ),
    );
  }
  disposeModel(model);
}
