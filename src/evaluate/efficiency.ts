import { dispose } from '@tensorflow/tfjs-core';
import type { Model } from '../model/forward';
import { prefill } from '../model/prefill';
import type { Passage } from '../sequence/passage';
import { type Example, promptOf } from '../tasks/task';
import { median } from './median';
import { isSettled, type PairedTimes, type PrefillSpread, spreadOf } from './prefill-spread';

export interface Efficiency {
  /** Mean length of a prompt, visual tokens included. */
  readonly promptTokens: { readonly withPolicy: number; readonly withoutPolicy: number };
  /** Time to run one prompt, milliseconds: the median over rounds of the mean over the same prompts. */
  readonly prefillMs: { readonly withPolicy: number; readonly withoutPolicy: number };
  /** How sure that is; absent in records of before it was measured. */
  readonly prefillSpread?: PrefillSpread;
}

/** Prompts that are measured, spread over the examples and so over the policies. */
const PROMPTS = 8;
/** No more time than this is spent on it, milliseconds. */
const LONGEST_MS = 8000;

/**
 * Evaluation 7 (method section 3): what the policy in the prompt costs, in tokens and in measured prefill time of the same prompts.
 * Rounds of all prompts, with and without the policy in turn, are repeated until their spread is small against the difference.
 */
export async function efficiency(model: Model, examples: readonly Example[]): Promise<Efficiency> {
  const count = Math.min(PROMPTS, examples.length);
  const measured = Array.from(
    { length: count },
    (_, i) => examples[Math.floor((i * examples.length) / count)],
  );
  // The first compiles and warms up.
  await round(model, measured, true);
  const rounds: PairedTimes[] = [];
  const start = performance.now();
  do {
    rounds.push(await round(model, measured, rounds.length % 2 === 0));
  } while (!isSettled(rounds) && performance.now() - start < LONGEST_MS);
  const tokens = (withPolicy: boolean) =>
    mean(measured.map((example) => promptOf(example, withPolicy).tokens.length));
  return {
    promptTokens: { withPolicy: tokens(true), withoutPolicy: tokens(false) },
    prefillMs: {
      withPolicy: median(rounds.map(({ withPolicy }) => withPolicy)),
      withoutPolicy: median(rounds.map(({ withoutPolicy }) => withoutPolicy)),
    },
    prefillSpread: spreadOf(rounds),
  };
}

/** Mean time of a prompt each way. Who comes first changes, so that a device that grows slower meanwhile is as slow to both. */
async function round(model: Model, examples: readonly Example[], policyFirst: boolean): Promise<PairedTimes> {
  const times = { withPolicy: 0, withoutPolicy: 0 };
  for (const example of examples) {
    for (const withPolicy of [policyFirst, !policyFirst]) {
      const time = await prefillTime(model, promptOf(example, withPolicy));
      times[withPolicy ? 'withPolicy' : 'withoutPolicy'] += time / examples.length;
    }
  }
  return times;
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
