import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { switchTo } from '../../kernels/testing/backends';
import type { Model } from '../../model/forward';
import { disposeModel, tinyModel } from '../../model/testing/tiny-model';
import type { ExperimentConfig } from '../plan/config';
import { type Method, type StageName, stagesOf } from '../plan/methods';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { type PipelineResult, runPipeline } from './pipeline';
import type { PipelineHooks } from './pipeline-hooks';
import { emptyCache, type StageCache } from './stage-cache';

/** The micro preset, smaller still. */
function config(method: Method): ExperimentConfig {
  const micro = presetConfig(findPreset('micro') as Preset, method, 1);
  const stage = { steps: 2, batch: 2, learningRate: 1e-3, replay: 1 };
  return {
    ...micro,
    dataset: { ...micro.dataset, layers: 1, policies: 1, cotPerPolicy: 2, poolPerPolicy: 4 },
    directSft: stage,
    vmCpt: stage,
    cotSft: stage,
    rl: { ...micro.rl, steps: 2, prompts: 2, groupSize: 2, updatesPerStep: 2, replay: 0 },
    evaluation: { ...micro.evaluation, perPolicy: 4 },
  };
}

interface Told {
  readonly gates: string[];
  readonly updates: StageName[];
  readonly evaluated: StageName[];
  readonly snapshots: Map<StageName, Float32Array>;
}

let base: Model;
let told: Told;

const hooks = (stopAfter = Number.POSITIVE_INFINITY): PipelineHooks => ({
  gate: async (point) => {
    told.gates.push(point);
    if (told.gates.length > stopAfter) {
      throw new Error('Stopped here.');
    }
  },
  questions: () => {},
  keepsAllGroups: () => false,
  stageStarted: () => {},
  progress: (stage) => void told.updates.push(stage),
  phase: () => {},
  rollouts: () => {},
  sample: () => {},
  evaluating: () => {},
  evaluated: (stage) => void told.evaluated.push(stage),
  snapshot: (stage, values) => void told.snapshots.set(stage, values),
  checkpoint: async () => {},
  anomaly: () => {},
});

/** Runs a method and notes what it told. */
async function run(method: Method, cache: StageCache, stopAfter?: number) {
  told = { gates: [], updates: [], evaluated: [], snapshots: new Map() };
  const result = await runPipeline(base, config(method), hooks(stopAfter), cache);
  return { result, told };
}

/** What does not depend on the clock. */
const numbers = ({ stages, rollouts }: PipelineResult) => ({
  rollouts,
  stages: stages.map(({ stage, curve, evaluation }) => ({
    ...{ stage, curve, ...evaluation },
    efficiency: evaluation?.efficiency.promptTokens,
  })),
});

describe('the pipeline', () => {
  const cache = emptyCache();
  let tensors: number;
  let cot: Awaited<ReturnType<typeof run>>;
  let grpo: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    await switchTo('wasm');
    base = tinyModel();
    tensors = memory().numTensors;
    cot = await run('cot-sft', cache);
    grpo = await run('cot-sft+grpo', cache);
    return () => disposeModel(base);
  }, 120_000);

  it('runs a stage once for all methods that have the same ones before it', () => {
    expect(cot.told.updates).toEqual(['cot-sft', 'cot-sft']);
    expect(grpo.told.updates).toEqual(['rl', 'rl']);
    expect(grpo.told.evaluated).toEqual(['base', 'cot-sft', 'rl']);
    expect(grpo.result.stages.slice(0, 2)).toEqual(cot.result.stages);
    expect(grpo.told.snapshots.get('cot-sft')).toBe(cot.told.snapshots.get('cot-sft'));
  });

  it('gives the same run without the cache, and leaves the base and the tensors as they were', async () => {
    const values = await base.parameters.values();
    const alone = await run('cot-sft+grpo', emptyCache());
    expect(numbers(alone.result)).toEqual(numbers(grpo.result));
    expect(await base.parameters.values()).toEqual(values);
    expect(memory().numTensors).toBe(tensors);
  });

  it('runs every stage of TriMPI in order; CoT SFT behind VM-CPT is not that without', async () => {
    const { result, told: trimpi } = await run('trimpi-poro-grpo', cache);
    expect(trimpi.updates).toEqual(['vm-cpt', 'vm-cpt', 'cot-sft', 'cot-sft', 'rl', 'rl']);
    expect(trimpi.snapshots.get('cot-sft')).not.toEqual(cot.told.snapshots.get('cot-sft'));
    expect(result.stages.map(({ stage }) => stage)).toEqual(stagesOf('trimpi-poro-grpo'));
    expect(result.stoppedEarly).toBeNull();
    for (const { stage, curve, evaluation, seconds } of result.stages) {
      expect(curve).toHaveLength(stage === 'base' ? 0 : 2);
      expect(evaluation?.endTask === null).toBe(stage === 'base');
      expect(seconds).toBeGreaterThan(0);
    }
    const sources = result.rollouts[0].groups[0].responses.map(({ source }) => source);
    expect(sources).toEqual(['no-policy', 'policy-aware']);
  });

  it('runs distillation where RL would stand, with its numbers and without rollouts', async () => {
    const { result, told: distilled } = await run('cot-sft+distillation', cache);
    expect(distilled.updates).toEqual(['distillation', 'distillation']);
    expect(result.stages.map(({ stage }) => stage)).toEqual(['base', 'cot-sft', 'distillation']);
    expect(result.stages[1]).toEqual(cot.result.stages[1]);
    expect(result.rollouts).toEqual([]);
    const [first] = result.stages[2].curve;
    expect(first.loss).toBeGreaterThan(0);
    expect(first.lr).toBe(config('cot-sft').rl.learningRate);
    expect(result.stages[2].evaluation?.endTask).not.toBeNull();
    expect(memory().numTensors).toBe(tensors);
  });

  it('says so when DAPO has nothing to learn from, and evaluates what there is', async () => {
    const { result } = await run('cot-sft+dapo', cache);
    const { stage, curve, evaluation } = result.stages[2];
    expect(result.stoppedEarly).toBe(
      `RL stopped after ${curve.length} of 2 steps. In 20 tries every answer was wrong, so there is nothing left to learn from.`,
    );
    expect(curve.length).toBeLessThan(2);
    expect(stage).toBe('rl');
    expect(evaluation).not.toBeNull();
  });

  it.each(['update', 'phase', 'evaluation'])(
    'frees what it holds when stopped before an %s',
    async (point) => {
      const stopAfter = grpo.told.gates.indexOf(point);
      expect(stopAfter).toBeGreaterThanOrEqual(0);
      await expect(run('cot-sft+grpo', cache, stopAfter)).rejects.toThrow('Stopped here.');
      expect(told.gates.at(-1)).toBe(point);
      expect(memory().numTensors).toBe(tensors);
    },
  );
});
