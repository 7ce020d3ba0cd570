import { dispose } from '@tensorflow/tfjs-core';
import type { Example } from '../data/clevr-policy';
import { examplePrompt } from '../data/prompt';
import type { Model } from '../model/forward';
import { prefill } from '../model/generate';

export interface Efficiency {
  /** Mean length of a prompt, visual tokens included. */
  readonly promptTokens: { readonly withPolicy: number; readonly withoutPolicy: number };
  /** Median time to run one prompt, milliseconds. */
  readonly prefillMs: { readonly withPolicy: number; readonly withoutPolicy: number };
}

const REPETITIONS = 9;

/** Evaluation 7 (method section 3): what the policy in the prompt costs, in tokens and in measured prefill time. */
export async function efficiency(model: Model, examples: readonly Example[]): Promise<Efficiency> {
  const tokens = (withPolicy: boolean) =>
    examples.reduce((sum, example) => sum + examplePrompt(example, withPolicy).tokens.length, 0) /
    examples.length;
  return {
    promptTokens: { withPolicy: tokens(true), withoutPolicy: tokens(false) },
    prefillMs: {
      withPolicy: await prefillTime(model, examples[0], true),
      withoutPolicy: await prefillTime(model, examples[0], false),
    },
  };
}

async function prefillTime(model: Model, example: Example, withPolicy: boolean): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < REPETITIONS; i++) {
    const start = performance.now();
    const { caches } = prefill(model, [examplePrompt(example, withPolicy)], 1, 1);
    // Reading one value back waits until the device has done the work.
    await caches[caches.length - 1].prompt.data();
    times.push(performance.now() - start);
    dispose(caches.flatMap(({ prompt, generated }) => [prompt, generated]));
  }
  return times.sort((a, b) => a - b)[Math.floor(REPETITIONS / 2)];
}
