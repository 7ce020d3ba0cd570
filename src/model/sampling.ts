import type { RandomStream } from '../random/stream';
import type { Passage } from '../sequence/passage';

/** How responses are sampled. */
export interface DecodingOptions {
  readonly maxNewTokens: number;
  /** 0: greedy. */
  readonly temperature: number;
}

/** Prompts to answer, with randomness of their own. */
export interface SamplingRequest {
  readonly prompts: readonly Passage[];
  /** Responses per prompt; the prompt is run once for all of them. */
  readonly responses: number;
  readonly random: RandomStream;
}

export interface SamplingOptions extends DecodingOptions, Omit<SamplingRequest, 'prompts'> {
  /** Told of every token of every response as the host gets to see it. */
  readonly onToken?: (response: number, token: number, logp: number) => void;
}

export interface Response {
  /** Index of the prompt answered. */
  readonly prompt: number;
  /** Generated ids, with the final <eos> unless the length limit cut the response off. */
  readonly tokens: number[];
  /** Log-probability of each token at temperature 1, nats. */
  readonly logps: number[];
}
