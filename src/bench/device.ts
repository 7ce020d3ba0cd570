import { openEngine } from '../kernels/backend/open-engine';
import { parameterCount, parameterSpecs } from '../model/parameter-specs';
import { deviceCeiling } from './ceiling';
import { CALLS, products, repeat } from './kernels';
import { interleaved } from './measure';
import { ourTrainer } from './our-trainer';
import type { Backend } from './report';
import { NEW_TOKENS, RESPONSES, recomputedToken, rollout } from './rollout';
import { type DecoderShape, decoderConfig, disposeModel, endlessModel, STEP_SHAPE, wordBatch } from './shape';
import { stockTrainer } from './stock-decoder';

/** One comparison on the visitor's device. */
export interface DeviceRow {
  readonly name: string;
  readonly unit: 'ms' | 'tokens/s' | 'GFLOP/s';
  readonly ours: number;
  readonly peer: string;
  readonly theirs: number;
  /** How many times faster ours is. */
  readonly ratio: number;
  /** Multiplications and additions per second of ours, in billions; null where they are not counted. */
  readonly gigaflops: number | null;
}

export interface DeviceReport {
  readonly backend: Backend;
  readonly device: string;
  /** GFLOP/s of multiply-adds in registers. */
  readonly ceiling: number;
  readonly rows: readonly DeviceRow[];
}

export interface DeviceListener {
  /** What comes next, and the share of the whole that is done, 0 to 1. */
  readonly progress: (fraction: number, what: string) => void;
  /** Sentences about trouble of the device. */
  readonly trouble: (message: string) => void;
}

/** Per comparison, about: a fast device gets more rounds than a slow one, and nobody waits for minutes. */
const ENOUGH_MS = 5000;
const MOST_ROUNDS = 15;
/** Sequences that are run again; the cost of all is proportional. */
const RECOMPUTED_SEQUENCES = 8;
/** Losses of the same weights must agree, nats per token; GPUs round differently from one another. */
const SAME_LOSS = 0.01;

/**
 * The benchmark for visitors: the engine against stock tfjs on this device, in about a minute. Needs no DOM.
 *
 * @param wanted what the page trains on
 * @throws Error with a sentence when the two do not compute the same loss
 */
export async function runDeviceBench(
  wanted: Backend,
  { progress, trouble }: DeviceListener,
): Promise<DeviceReport> {
  progress(0, 'Opening the device');
  const { backend, device } = await openEngine(wanted, trouble);
  progress(0.05, 'Multiply-adds in registers, as many as the device does at all');
  const ceiling = await deviceCeiling(backend);
  const rows: DeviceRow[] = [];
  progress(0.15, 'A matrix product');
  rows.push(await matrixProduct());
  progress(0.3, 'A training step, ours and in stock TensorFlow.js');
  rows.push(await trainingStep());
  progress(0.75, 'Sampling, with a cache and by running everything again');
  rows.push(await sampling());
  return { backend, device, ceiling, rows };
}

async function matrixProduct(): Promise<DeviceRow> {
  const { width, batch, length } = STEP_SHAPE;
  const [product, , last] = products(batch * length, width, 4 * width);
  const variants = { ours: () => repeat(product.ours), stock: () => repeat(product.stock) };
  const ms = await interleaved(variants, MOST_ROUNDS, ENOUGH_MS);
  last.dispose(); // of the tensors that all three products share
  const rate = (time: number) => (CALLS * product.flops) / time / 1e6;
  return {
    name: `Matrix product, ${batch * length} x ${width} x ${4 * width}`,
    unit: 'GFLOP/s',
    ours: rate(ms.ours),
    peer: 'stock TensorFlow.js',
    theirs: rate(ms.stock),
    ratio: ms.stock / ms.ours,
    gigaflops: rate(ms.ours),
  };
}

async function trainingStep(): Promise<DeviceRow> {
  const [ours, stock] = [ourTrainer(STEP_SHAPE), stockTrainer(STEP_SHAPE)];
  const batch = wordBatch(STEP_SHAPE, 0);
  const [ourLoss, stockLoss] = [await ours.step(batch), await stock.step(batch)];
  if (!(Math.abs(ourLoss - stockLoss) < SAME_LOSS)) {
    throw new Error(
      `On this device the engine and TensorFlow.js do not compute the same: loss ${ourLoss.toFixed(4)} and ${stockLoss.toFixed(4)} for the same weights.`,
    );
  }
  const variants = { ours: () => ours.step(batch), stock: () => stock.step(batch) };
  const ms = await interleaved(variants, MOST_ROUNDS, ENOUGH_MS);
  ours.dispose();
  stock.dispose();
  const { batch: sequences, length } = STEP_SHAPE;
  return {
    name: `Training step, ${sequences * length} tokens`,
    unit: 'ms',
    ours: ms.ours,
    peer: 'stock TensorFlow.js',
    theirs: ms.stock,
    ratio: ms.stock / ms.ours,
    gigaflops: stepFlops(STEP_SHAPE) / ms.ours / 1e6,
  };
}

/** Multiplications and additions of one step: 2 per weight and token forward, 4 backward, and causal attention. */
export function stepFlops(shape: DecoderShape): number {
  const { batch, length, width, layers } = shape;
  const specs = parameterSpecs(decoderConfig(shape)).filter(({ group }) => group !== 'vision');
  const attention = 7 * batch * width * length * length; // 2 products forward, 5 backward, of half a square each
  return 6 * batch * length * parameterCount(specs) + layers * attention;
}

async function sampling(): Promise<DeviceRow> {
  const model = endlessModel(decoderConfig(STEP_SHAPE));
  const variants = {
    ours: () => rollout(model, 8),
    // The token in the middle of a response costs what all cost on average.
    again: () => recomputedToken(model, NEW_TOKENS / 2, RECOMPUTED_SEQUENCES),
  };
  const ms = await interleaved(variants, MOST_ROUNDS, ENOUGH_MS);
  disposeModel(model);
  const ours = (1000 * RESPONSES * NEW_TOKENS) / ms.ours;
  const theirs = (1000 * RECOMPUTED_SEQUENCES) / ms.again;
  return {
    name: `Sampling, 8 prompts x ${RESPONSES / 8} responses`,
    unit: 'tokens/s',
    ours,
    peer: 'running everything again',
    theirs,
    ratio: ours / theirs,
    gigaflops: null,
  };
}
