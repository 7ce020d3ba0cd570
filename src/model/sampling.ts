import type { RandomStream } from '../random/stream';

export interface SamplingOptions {
  /** Responses per prompt; the prompt is run once for all of them. */
  readonly responses: number;
  readonly maxNewTokens: number;
  /** 0: greedy. */
  readonly temperature: number;
  readonly random: RandomStream;
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
