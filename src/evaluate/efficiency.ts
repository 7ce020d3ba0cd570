import { dispose } from '@tensorflow/tfjs-core';
import type { Model } from '../model/forward';
import { prefill } from '../model/generate';
import { type Example, promptOf } from '../tasks/task';
import { median } from './median';

export interface Efficiency {
  /** Mean length of a prompt, visual tokens included. */
  readonly promptTokens: { readonly withPolicy: number; readonly withoutPolicy: number };
  /** Median time to run one prompt, milliseconds. */
  readonly prefillMs: { readonly withPolicy: number; readonly withoutPolicy: number };
}

const REPETITIONS = 15;

/** Evaluation 7 (method section 3): what the policy in the prompt costs, in tokens and in measured prefill time. */
export async function efficiency(model: Model, examples: readonly Example[]): Promise<Efficiency> {
  const tokens = (withPolicy: boolean) =>
    examples.reduce((sum, example) => sum + promptOf(example, withPolicy).tokens.length, 0) / examples.length;
  return {
    promptTokens: { withPolicy: tokens(true), withoutPolicy: tokens(false) },
    prefillMs: await prefillTimes(model, examples[0]),
  };
}

/** Both prompts in turn, so that a device that grows slower meanwhile is as slow to both. */
async function prefillTimes(model: Model, example: Example): Promise<Efficiency['prefillMs']> {
  const withPolicy: number[] = [];
  const withoutPolicy: number[] = [];
  for (let i = 0; i < REPETITIONS; i++) {
    withPolicy.push(await prefillTime(model, example, true));
    withoutPolicy.push(await prefillTime(model, example, false));
  }
  return { withPolicy: median(withPolicy), withoutPolicy: median(withoutPolicy) };
}

async function prefillTime(model: Model, example: Example, withPolicy: boolean): Promise<number> {
  const start = performance.now();
  const { caches } = prefill(model, [promptOf(example, withPolicy)], 1, 1);
  // Reading one value back waits until the device has done the work.
  await caches[caches.length - 1].prompt.data();
  const time = performance.now() - start;
  dispose(caches.flatMap(({ prompt, generated }) => [prompt, generated]));
  return time;
}
