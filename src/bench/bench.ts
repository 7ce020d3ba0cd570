import { openEngine } from '../kernels/backend/open-engine';
import { openJax } from './jax-decoder';
import { benchKernels } from './kernels';
import type { Backend, BenchContext, BenchReport, BenchRow, Section } from './report';
import { benchRollout } from './rollout';
import { benchRun, type LoadFile, type ProfiledRun } from './run';
import { benchScaling } from './scaling';
import { benchStep, profileStep } from './step';

const RUN: Readonly<Record<Exclude<Section, 'run'>, (context: BenchContext) => Promise<void>>> = {
  step: benchStep,
  rollout: benchRollout,
  kernels: benchKernels,
  scaling: benchScaling,
};

export interface BenchRequest {
  readonly backend: Backend;
  readonly sections: readonly Section[];
  /** Measured rounds per comparison. */
  readonly rounds: number;
  /** What the section `run` profiles. */
  readonly run: ProfiledRun;
}

/** Hears what happens, as it happens. */
export interface BenchListener {
  readonly row: (row: BenchRow) => void;
  readonly say: (line: string) => void;
}

/** Runs sections of the benchmark on one backend. Needs no DOM. */
export async function runBench(
  request: BenchRequest,
  listener: BenchListener,
  load: LoadFile,
): Promise<BenchReport> {
  const { backend, sections, rounds } = request;
  const engine = await openEngine(backend, listener.say);
  if (engine.backend !== backend) {
    throw new Error(engine.note ?? `There is no ${backend} here.`);
  }
  const withoutJax = await openJax(backend);
  if (withoutJax !== null) {
    listener.say(withoutJax);
  }
  const results: BenchRow[] = [];
  const context: BenchContext = {
    backend,
    rounds,
    jax: withoutJax === null,
    add: (row) => {
      results.push(row);
      listener.row(row);
    },
    say: listener.say,
  };
  for (const section of sections) {
    await (section === 'run' ? benchRun(context, request.run, load) : RUN[section](context));
  }
  const profile = sections.includes('step') ? await profileStep() : [];
  return { device: engine.device, results, profile };
}
