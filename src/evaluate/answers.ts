import type { Model } from '../model/forward';
import { generate } from '../model/generate';
import type { SamplingOptions } from '../model/sampling';
import { RandomStream } from '../random/stream';
import { examplePrompt, responseLimit } from '../sequence/prompt';
import type { Example } from '../tasks/clevr/clevr-policy';
import { parseResponse } from '../tasks/clevr/encode';
import { type Judgement, judgeReasoning } from '../tasks/clevr/policy/judge';
import type { Reasoning } from '../tasks/clevr/policy/policy-tree';

/** A greedy answer to one example, judged. */
export interface Answer {
  readonly example: Example;
  readonly tokens: readonly number[];
  readonly logps: readonly number[];
  readonly reasoning: Reasoning;
  readonly format: 0 | 1;
  readonly correct: boolean;
  readonly judgement: Judgement;
}

/** Prompts that run at once: bounds the memory of the prefill. */
const CHUNK = 128;

/** Greedy answers to examples, with the policy in the prompt or without. */
export async function answers(
  model: Model,
  examples: readonly Example[],
  withPolicy: boolean,
  onToken?: SamplingOptions['onToken'],
): Promise<Answer[]> {
  const maxNewTokens = responseLimit(examples);
  const results: Answer[] = [];
  for (let start = 0; start < examples.length; start += CHUNK) {
    const chunk = examples.slice(start, start + CHUNK);
    const prompts = chunk.map((example) => examplePrompt(example, withPolicy));
    const random = RandomStream.of(0, 'greedy'); // greedy decoding draws uniforms but does not look at them
    const options = { responses: 1, maxNewTokens, temperature: 0, random, onToken };
    for (const { prompt, tokens, logps } of await generate(model, prompts, options)) {
      results.push(judged(chunk[prompt], tokens, logps));
    }
  }
  return results;
}

/** Reads and judges generated tokens as an answer to an example. */
export function judged(example: Example, tokens: readonly number[], logps: readonly number[]): Answer {
  const { reasoning, format } = parseResponse(tokens);
  return {
    example,
    tokens,
    logps,
    reasoning,
    format,
    correct: reasoning.caseNumber === example.gold.caseNumber,
    judgement: judgeReasoning(example.policy, example.scene.objects, reasoning),
  };
}
