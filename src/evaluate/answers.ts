import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import type { SamplingOptions } from '../model/sampling';
import { RandomStream } from '../random/stream';
import {
  type Example,
  type Judgement,
  promptOf,
  type Reading,
  responseLimit,
  type Score,
  type Task,
} from '../tasks/task';

/** A greedy answer to one example, scored and judged. */
export interface Answer {
  readonly example: Example;
  readonly tokens: readonly number[];
  readonly logps: readonly number[];
  readonly reading: Reading;
  readonly score: Score;
  readonly judgement: Judgement;
}

/** Prompts that run at once: bounds the memory of the prefill. */
const CHUNK = 128;

/**
 * Greedy answers to examples, with the policy in the prompt or without.
 *
 * @param onChunk gets the share that is answered, 0 to 1, now and then; is waited for, and may throw to stop
 */
export async function answers(
  model: Model,
  task: Task,
  examples: readonly Example[],
  withPolicy: boolean,
  onToken?: SamplingOptions['onToken'],
  onChunk?: (share: number) => Promise<void>,
): Promise<Answer[]> {
  const maxNewTokens = responseLimit(examples);
  const results: Answer[] = [];
  for (let start = 0; start < examples.length; start += CHUNK) {
    const chunk = examples.slice(start, start + CHUNK);
    const prompts = chunk.map((example) => promptOf(example, withPolicy));
    const random = RandomStream.of(0, 'greedy'); // greedy decoding draws uniforms but does not look at them
    const options = { responses: 1, maxNewTokens, temperature: 0, random, onToken };
    for (const { prompt, tokens, logps } of await generate(model, prompts, options)) {
      results.push(judged(task, chunk[prompt], tokens, logps));
    }
    await onChunk?.(results.length / examples.length);
  }
  return results;
}

/** Reads, scores and judges generated tokens as an answer to an example. */
export function judged(
  task: Task,
  example: Example,
  tokens: readonly number[],
  logps: readonly number[],
): Answer {
  return {
    example,
    tokens,
    logps,
    reading: task.read(tokens),
    score: task.score(example, tokens),
    judgement: task.judge(example, tokens),
  };
}
