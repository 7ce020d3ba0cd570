import { limitWasmThreads, wasmThreads } from '../kernels/backend/wasm';
import { counted, type GpuCounts } from './gpu-counter';
import { jaxTrainer } from './jax-decoder';
import { interleaved } from './measure';
import { ourTrainer } from './our-trainer';
import { kernelProfile } from './profile';
import { type BenchContext, type BenchReport, row } from './report';
import { STEP_SHAPE, wordBatch } from './shape';
import { stockTrainer } from './stock-decoder';
import type { Trainer } from './trainer';

/** Largest difference between the three first losses, nats per token: rounding, not architecture. */
export const LOSS_TOLERANCE = 1e-4;

/** Library under comparison by name. */
function trainers(jax: boolean): Record<string, Trainer> {
  const shape = STEP_SHAPE;
  return {
    ours: ourTrainer(shape),
    tfjs: stockTrainer(shape),
    // The page's own measurement is against stock tfjs alone.
    ...(jax ? { 'jax-js': jaxTrainer(shape) } : {}),
    ...(jax && wasmThreads() > 1 ? { 'ours, one thread': onOneThread(ourTrainer(shape)) } : {}),
  };
}

/** (a) One training step, ours against stock tfjs and jax-js, after checking that they compute the same thing. */
export async function benchStep(context: BenchContext): Promise<void> {
  const all = trainers(context.jax);
  const names = Object.keys(all);
  const batches = Array.from({ length: 8 }, (_, i) => wordBatch(STEP_SHAPE, i));
  await checkSameLosses(all, context);
  let turn = 0;
  const variants = Object.fromEntries(
    names.map((name) => [name, () => all[name].step(batches[turn++ % batches.length])]),
  );
  const ms = await interleaved(variants, context.rounds);
  const counts: Record<string, GpuCounts> = {};
  for (const name of names) {
    counts[name] = await counted(variants[name]);
  }
  const side = (name: string) => ({ name, ms: ms[name], counts: counts[name] });
  for (const name of names.slice(1)) {
    const more = { ...gpuDetails('ours', counts.ours), ...gpuDetails(name, counts[name]) };
    context.add(row(context, 'training step', side('ours'), side(name), more));
  }
  for (const name of names) {
    all[name].dispose();
  }
}

/** The same trainer while no helper works. */
function onOneThread(trainer: Trainer): Trainer {
  return {
    ...trainer,
    step: async (batch) => {
      limitWasmThreads(1);
      try {
        return await trainer.step(batch);
      } finally {
        limitWasmThreads();
      }
    },
  };
}

function gpuDetails(name: string, { passes, submits, buffers, writes }: GpuCounts): Record<string, number> {
  const entries = Object.entries({ passes, submits, buffers, writes }).filter(() => passes > 0);
  return Object.fromEntries(entries.map(([what, count]) => [`${name} ${what}`, count]));
}

/** @throws Error when libraries disagree on the loss of the same weights, or after one update from them. */
async function checkSameLosses(all: Record<string, Trainer>, { say }: BenchContext): Promise<void> {
  const batch = wordBatch(STEP_SHAPE, 100);
  for (const [when, tolerance] of [
    ['before', LOSS_TOLERANCE],
    ['after one update', 0.02], // ours clips the gradient and decays the weights, the peers do not
  ] as const) {
    const losses: [string, number][] = [];
    for (const [name, trainer] of Object.entries(all)) {
      losses.push([name, await trainer.step(batch)]);
    }
    const values = losses.map(([, loss]) => loss);
    const spread = Math.max(...values) - Math.min(...values);
    const list = losses.map(([name, loss]) => `${name} ${loss.toFixed(5)}`).join(', ');
    say(`loss ${when}: ${list} nats per token`);
    if (!(spread <= tolerance)) {
      throw new Error(`The libraries do not compute the same: loss ${when}: ${list}.`);
    }
  }
}

/** Where the time of our step goes, kernel by kernel. */
export async function profileStep(): Promise<BenchReport['profile']> {
  const trainer = ourTrainer(STEP_SHAPE);
  const step = () => trainer.step(wordBatch(STEP_SHAPE, 1));
  await step();
  const profile = await kernelProfile(step);
  trainer.dispose();
  return profile;
}
