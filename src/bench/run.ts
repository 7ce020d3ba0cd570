import { engine, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Method } from '../experiment/plan/methods';
import { findPreset, presetConfig } from '../experiment/plan/presets';
import { modelFromCheckpoint } from '../experiment/run/base-model';
import { runPipeline } from '../experiment/run/pipeline';
import type { PipelineHooks } from '../experiment/run/pipeline-hooks';
import { KERNELS } from '../kernels/kernel-names';
import { deviceCeiling } from './ceiling';
import { type BenchContext, row } from './report';
import { disposeModel } from './shape';
import { WorkClock } from './work-clock';

/** A whole run to be profiled. */
export interface ProfiledRun {
  readonly preset: string;
  readonly method: Method;
  /** Every stage has an Nth of its steps, the evaluations an Nth of their images. */
  readonly shorten: number;
}

/** Reads a base checkpoint. */
export type LoadFile = (name: string) => Promise<Uint8Array<ArrayBuffer> | null>;

/** Where the time of a whole run goes: by part of the run and kind of work, and against what the device could do at most. */
export async function benchRun(context: BenchContext, run: ProfiledRun, load: LoadFile): Promise<void> {
  const { add, say, backend } = context;
  const preset = findPreset(run.preset);
  const file = preset && (await load(`${preset.config.base}.safetensors`));
  if (!preset || !file) {
    throw new Error(`There is no preset ${run.preset}, or its base model is missing.`);
  }
  const whole = presetConfig(preset, run.method, 1);
  const fewer = (count: number) => Math.ceil(count / run.shorten);
  const shorter = <S extends { steps: number }>(stage: S) => ({ ...stage, steps: fewer(stage.steps) });
  const config = {
    ...whole,
    directSft: shorter(whole.directSft),
    vmCpt: shorter(whole.vmCpt),
    cotSft: shorter(whole.cotSft),
    rl: shorter(whole.rl),
    evaluation: { ...whole.evaluation, perPolicy: fewer(whole.evaluation.perPolicy) },
  };
  const ceiling = await deviceCeiling(backend);
  const base = modelFromCheckpoint(file);
  const flops = countFlops();
  const start = performance.now();
  const clock = new WorkClock('data');
  try {
    await runPipeline(base, config, entering(clock));
  } finally {
    clock.end();
    flops.end();
    disposeModel(base);
  }
  const wall = performance.now() - start;
  const short = run.shorten > 1 ? `, shortened ${run.shorten} times` : '';
  const name = `run of ${run.preset} ${run.method}${short}`;
  let sum = 0;
  for (const [part, times] of clock.times) {
    const ms = [...times.values()].reduce((total, one) => total + one, 0);
    sum += ms;
    const kinds = [...times].sort(([, a], [, b]) => b - a).map(([kind, each]) => [`${kind} ms`, each]);
    add(row(context, `${name}: ${part}`, { ms }, null, Object.fromEntries(kinds)));
  }
  const limitMs = flops.count() / ceiling / 1e6;
  add(
    row(context, `${name}: all of it`, { ms: wall }, null, {
      'sum of its parts ms': sum,
      'ceiling GFLOP/s': ceiling,
      'TFLOP in matrix products': flops.count() / 1e12,
      'limit ms': limitMs,
      'times the limit': wall / limitMs,
    }),
  );
  if (backend === 'webgpu') {
    say('on WebGPU work is queued: its time on the device is in waiting');
  }
}

/** Tells the clock which part of the run begins. */
function entering(clock: WorkClock): PipelineHooks {
  return {
    gate: async () => {},
    questions: () => {},
    stageStarted: (stage) => clock.enter(stage === 'rl' ? 'rl sampling' : `${stage} training`),
    progress: () => {},
    phase: (_, phase) => clock.enter(phase === 'update' ? 'rl sampling' : 'rl update'),
    keepsAllGroups: () => false,
    rollouts: () => {},
    sample: () => {},
    evaluating: (stage) => clock.enter(`${stage} evaluation`),
    evaluated: () => clock.enter('between stages'),
    snapshot: () => {},
    checkpoint: async () => {},
    anomaly: () => {},
  };
}

/** Counts the floating-point operations of matrix products, which the limit is made of; attention's own are a tenth of them. */
function countFlops(): { count: () => number; end: () => void } {
  const tfjs = engine();
  const { runKernel } = tfjs;
  let total = 0;
  tfjs.runKernel = function (this: typeof tfjs, name, inputs, attrs) {
    total += flopsOf(name, inputs as unknown as Record<string, TensorInfo>, attrs as never);
    return runKernel.call(this, name, inputs, attrs) as never;
  };
  return {
    count: () => total,
    end: () => {
      tfjs.runKernel = runKernel;
    },
  };
}

interface ProductAttrs {
  readonly inputs: number;
  readonly outputs: number;
  readonly vocabulary: number;
  readonly width: number;
}

function flopsOf(name: string, inputs: Record<string, TensorInfo>, attrs: ProductAttrs): number {
  const { x, dy, hidden } = inputs;
  switch (name) {
    case KERNELS.linear:
      return 2 * x.shape[0] * attrs.inputs * attrs.outputs;
    case KERNELS.linearInputGrad:
    case KERNELS.linearWeightGrad:
      return 2 * dy.shape[0] * attrs.inputs * attrs.outputs;
    case KERNELS.logits:
    case KERNELS.logProb:
      return 2 * hidden.shape[0] * attrs.vocabulary * attrs.width;
    case KERNELS.logProbGrad:
      return 6 * hidden.shape[0] * attrs.vocabulary * attrs.width;
    default:
      return 0;
  }
}
