import {
  backend,
  engine,
  getBackend,
  getKernel,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { median } from '../evaluate/median';
import { deviceIdle } from './idle';
import { milliseconds } from './measure';
import type { BenchReport } from './report';

interface Call {
  readonly name: string;
  readonly inputs: Record<string, TensorInfo>;
  readonly attrs: object;
}

/** Runs of a kernel per measurement. */
const RUNS = 4;

/** Every kernel that `run` calls, with its inputs kept alive until {@link release}. */
async function record(run: () => Promise<unknown>): Promise<Call[]> {
  const calls: Call[] = [];
  const tfjs = engine();
  const runKernel = tfjs.runKernel;
  tfjs.runKernel = function (this: typeof tfjs, name, inputs, attrs) {
    const kept = Object.entries(inputs).filter(([, tensor]) => tensor != null);
    for (const [, tensor] of kept) {
      tfjs.backend.incRef((tensor as TensorInfo).dataId);
    }
    calls.push({
      name,
      inputs: Object.fromEntries(
        kept.map(([key, tensor]) => {
          const { dataId, shape, dtype } = tensor as TensorInfo;
          return [key, { dataId, shape, dtype }];
        }),
      ),
      attrs: attrs ?? {},
    });
    return runKernel.call(this, name, inputs, attrs) as never;
  };
  try {
    await run();
  } finally {
    tfjs.runKernel = runKernel;
  }
  return calls;
}

function release(calls: readonly Call[]): void {
  for (const { inputs } of calls) {
    for (const { dataId } of Object.values(inputs)) {
      engine().backend.disposeData(dataId);
    }
  }
}

/** Milliseconds of one run of a recorded kernel, alone on the device. */
async function runAgain({ name, inputs, attrs }: Call): Promise<number> {
  const { kernelFunc } = getKernel(name, getBackend()) as KernelConfig;
  const once = () => {
    const made = kernelFunc({ inputs, attrs: attrs as never, backend: backend() });
    for (const { dataId } of [made ?? []].flat()) {
      engine().backend.disposeData(dataId);
    }
  };
  const several = () =>
    milliseconds(async () => {
      for (let run = 0; run < RUNS; run++) {
        once();
      }
      await deviceIdle();
    });
  await several();
  const times = [await several(), await several(), await several()];
  return median(times) / RUNS;
}

/** The kernel with the shapes that set its cost. */
function title({ name, inputs }: Call): string {
  const shapes = Object.entries(inputs)
    .filter(([key]) => ['x', 'dy', 'qkv', 'hidden', 'grads', 'a', 'b'].includes(key))
    .map(([key, { shape }]) => `${key} [${shape.join(', ')}]`);
  return [name.replace('Playground', ''), ...shapes].join(' ');
}

/**
 * Where the time of `run` goes: each of its kernels is run again by itself with the same inputs. What the sum lacks to
 * the time of the whole is not spent in kernels.
 */
export async function kernelProfile(run: () => Promise<unknown>): Promise<BenchReport['profile']> {
  const calls = await record(run);
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    groups.set(title(call), [...(groups.get(title(call)) ?? []), call]);
  }
  const profile: BenchReport['profile'] = [];
  for (const [name, group] of groups) {
    profile.push({ name, calls: group.length, ms: group.length * (await runAgain(group[0])) });
  }
  release(calls);
  return withoutCrumbs(profile.sort((a, b) => b.ms - a.ms));
}

/** Kernels below a hundredth of the whole, as one line at the end. */
function withoutCrumbs(profile: BenchReport['profile']): BenchReport['profile'] {
  const total = sum(profile.map(({ ms }) => ms));
  const crumbs = profile.filter(({ ms }) => ms < total / 100);
  return [
    ...profile.filter(({ ms }) => ms >= total / 100),
    { name: 'all others', calls: sum(crumbs.map(({ calls }) => calls)), ms: sum(crumbs.map(({ ms }) => ms)) },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
