import { dispose } from '@tensorflow/tfjs-core';
import type { Model } from '../model/forward';
import { prefill } from '../model/prefill';
import type { Passage } from '../sequence/passage';
import { type Example, promptOf } from '../tasks/task';
import { median } from './median';

export interface Efficiency {
  /** Mean length of a prompt, visual tokens included. */
  readonly promptTokens: { readonly withPolicy: number; readonly withoutPolicy: number };
  /** Time to run one prompt, milliseconds: the mean over the same prompts of the median of each. */
  readonly prefillMs: { readonly withPolicy: number; readonly withoutPolicy: number };
}

/** Prompts that are measured, spread over the examples and so over the policies. */
const PROMPTS = 8;
const REPETITIONS = 9;

/** Evaluation 7 (method section 3): what the policy in the prompt costs, in tokens and in measured prefill time of the same prompts. */
export async function efficiency(model: Model, examples: readonly Example[]): Promise<Efficiency> {
  const count = Math.min(PROMPTS, examples.length);
  const measured = Array.from(
    { length: count },
    (_, i) => examples[Math.floor((i * examples.length) / count)],
  );
  const times: { withPolicy: number; withoutPolicy: number }[] = [];
  for (const example of measured) {
    times.push(await prefillTimes(model, example));
  }
  const both = (of: (withPolicy: boolean, i: number) => number) => ({
    withPolicy: mean(measured.map((_, i) => of(true, i))),
    withoutPolicy: mean(measured.map((_, i) => of(false, i))),
  });
  return {
    promptTokens: both((withPolicy, i) => promptOf(measured[i], withPolicy).tokens.length),
    prefillMs: both((withPolicy, i) => times[i][withPolicy ? 'withPolicy' : 'withoutPolicy']),
  };
}

/** Both prompts of an example in turn, so that a device that grows slower meanwhile is as slow to both. */
async function prefillTimes(model: Model, example: Example): Promise<Efficiency['prefillMs']> {
  const withPolicy: number[] = [];
  const withoutPolicy: number[] = [];
  for (let i = 0; i < REPETITIONS; i++) {
    withPolicy.push(await prefillTime(model, promptOf(example, true)));
    withoutPolicy.push(await prefillTime(model, promptOf(example, false)));
  }
  return { withPolicy: median(withPolicy), withoutPolicy: median(withoutPolicy) };
}

async function prefillTime(model: Model, prompt: Passage): Promise<number> {
  const start = performance.now();
  const { caches } = prefill(model, [prompt], 1, 1);
  // Reading one value back waits until the device has done the work.
  await caches[caches.length - 1].prompt.data();
  const time = performance.now() - start;
  dispose(caches.flatMap(({ prompt, generated }) => [prompt, generated]));
  return time;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
