import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BackendName, switchTo } from '../../kernels/testing/backends';
import type { Model } from '../../model/forward';
import { Parameters } from '../../model/parameters';
import { disposeModel, modelOf, tinyConfig, tinyModel } from '../../model/testing/tiny-model';
import { RandomStream } from '../../random/stream';
import { CLEVR_POLICY_T } from '../../tasks/clevr/clevr-policy-t';
import { SupervisedTrainer } from '../../train/supervised';
import type { ExperimentConfig } from '../plan/config';
import type { StageName } from '../plan/methods';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { decodeCheckpoint, encodeCheckpoint } from '../record/checkpoint-codec';
import { NOTHING_DONE, type RunState, startOf, whereabouts } from '../record/run-state';
import { experimentData } from './dataset';
import { type PipelineResult, runPipeline } from './pipeline';
import type { PipelineHooks } from './pipeline-hooks';

/** TriMPI with DAPO and PolicyRollout, tiny; the pool is smaller than an epoch, so that shuffles change on the way. */
function config(stop?: ExperimentConfig['stop']): ExperimentConfig {
  const micro = presetConfig(findPreset('micro') as Preset, 'trimpi-poro-dapo', 1);
  const stage = { steps: 4, batch: 2, learningRate: 1e-3, replay: 1 };
  return {
    ...micro,
    dataset: { ...micro.dataset, layers: 1, policies: 1, cotPerPolicy: 3, poolPerPolicy: 8 },
    vmCpt: stage,
    cotSft: { ...stage, trains: 'lora' },
    rl: { ...micro.rl, steps: 3, prompts: 2, groupSize: 8, updatesPerStep: 2, replay: 1 },
    evaluation: { ...micro.evaluation, perPolicy: 4 },
    ...(stop ? { stop } : {}),
  };
}

/**
 * A tiny base that answers with a case, right or wrong, so that dynamic sampling finds groups to learn from; made once,
 * on wasm, as the numbers do not matter.
 */
let guessing: Float32Array;

beforeAll(async () => {
  await switchTo('wasm');
  const model = tinyModel();
  const pool = experimentData(config()).pool;
  const options = { kind: 'direct-sft', steps: 60, batch: 8, learningRate: 1e-2, replay: 0 } as const;
  const stage = new SupervisedTrainer(model, CLEVR_POLICY_T, pool, options, RandomStream.of(1, 'train'));
  for (let step = 0; step < options.steps; step++) {
    await stage.update(step);
  }
  guessing = await model.parameters.values();
  stage.dispose();
  disposeModel(model);
}, 120_000);

const baseModel = () => modelOf(tinyConfig(), Parameters.from(tinyConfig(), guessing));

class Interrupted extends Error {}

/** The run with every state that it offered, and with the parameters after each stage. */
async function run(
  base: Model,
  from: RunState,
  settings = config(),
  stopAt?: { stage: StageName; step: number },
) {
  const states: RunState[] = [];
  const snapshots = new Map<StageName, Float32Array>();
  const nothing = () => {};
  const hooks: PipelineHooks = {
    questions: () => {},
    keepsAllGroups: () => false,
    ...{ stageStarted: nothing, progress: nothing, phase: nothing, rollouts: nothing, sample: nothing },
    ...{ evaluating: nothing, evaluated: nothing, anomaly: nothing },
    gate: async () => {},
    snapshot: (stage, values) => void snapshots.set(stage, values),
    checkpoint: async (_, take) => {
      const state = await take();
      states.push(state);
      const at = whereabouts(state, settings.method);
      if (stopAt && state.current && at.stage === stopAt.stage && at.step === stopAt.step) {
        throw new Interrupted();
      }
    },
  };
  const result = await runPipeline(base, settings, hooks, undefined, from).catch((error: unknown) => {
    if (error instanceof Interrupted) return null;
    throw error;
  });
  return { result, states, snapshots };
}

/** What does not depend on the clock; as JSON, in which a record is kept. */
const numbers = (result: PipelineResult | null) =>
  JSON.parse(
    JSON.stringify({
      ...result,
      stages: result?.stages.map(({ seconds, evaluation, ...stage }) => ({
        ...stage,
        evaluation: { ...evaluation, efficiency: evaluation?.efficiency.promptTokens },
      })),
    }),
  );

/** Through bytes and back, as a reload does. */
function reloaded(state: RunState): RunState {
  const provenance = { build: 'b', date: '2025-01-01T00:00:00.000Z', backend: 'wasm', device: 'd' } as const;
  const head = { id: 'r', config: config(), provenance, base: '0'.repeat(64) };
  const decoded = decodeCheckpoint(encodeCheckpoint({ ...head, state }));
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.checkpoint.state;
}

const PLACES = [
  { stage: 'vm-cpt', step: 2 },
  { stage: 'cot-sft', step: 4 },
  { stage: 'rl', step: 1 },
] as const;

describe.each(['wasm', 'webgpu'] as BackendName[])('an interrupted run on %s', (backend) => {
  it('ends as if it had not been interrupted, bit by bit, wherever it was', {
    timeout: 600_000,
  }, async () => {
    await switchTo(backend);
    const base = baseModel();
    const whole = await run(base, NOTHING_DONE);
    expect(whole.result?.stages.map(({ curve }) => curve.length)).toEqual([0, 4, 4, 3]);
    expect(whole.result?.stages[3].curve.some((point) => point.grad_norm > 0)).toBe(true);
    const places = backend === 'wasm' ? PLACES : PLACES.slice(2);
    for (const place of places) {
      const before = memory().numTensors;
      const { result, states } = await run(base, NOTHING_DONE, config(), place);
      expect(result).toBeNull();
      expect(memory().numTensors).toBe(before);
      const state = reloaded(states[states.length - 1]);
      expect(whereabouts(state, config().method)).toEqual(place);
      const rest = await run(base, state);
      // A checkpoint never takes the place of one that is further on.
      expect(whereabouts(rest.states[0], config().method)).toEqual(place);
      expect(numbers(rest.result)).toEqual(numbers(whole.result));
      for (const [stage, after] of whole.snapshots) {
        expect(rest.snapshots.get(stage)).toEqual(after);
      }
      expect(memory().numTensors).toBe(before);
    }
    disposeModel(base);
  });
});

describe('a run taken back', () => {
  beforeAll(() => switchTo('wasm'));

  it('gives the same numbers from the start of a stage on', { timeout: 300_000 }, async () => {
    const base = baseModel();
    const whole = await run(base, NOTHING_DONE);
    const end = whole.states[whole.states.length - 1];
    expect(end.stages.map(({ stage }) => stage)).toEqual(['base', 'vm-cpt', 'cot-sft', 'rl']);
    const start = startOf('cot-sft', end);
    expect([...start.values.keys()]).toEqual(['vm-cpt']);
    const again = await run(base, start);
    expect(numbers(again.result)).toEqual(numbers(whole.result));
    expect(again.snapshots.get('rl')).toEqual(whole.snapshots.get('rl'));
    // From the middle of a stage back to its start.
    const middle = whole.states.find(({ current }) => current?.stage === 'rl' && current.curve.length === 2);
    expect(startOf('rl', middle as RunState)).toMatchObject({ current: null, rollouts: [] });
    disposeModel(base);
  });

  it('ends a stage early when a stop rule holds, evaluates it, and says so', {
    timeout: 300_000,
  }, async () => {
    const base = baseModel();
    const { result } = await run(base, NOTHING_DONE, config({ minutes: 1e-9 }));
    expect(result?.stages.map(({ curve, evaluation }) => [curve.length, evaluation !== null])).toEqual(
      Array.from({ length: 4 }, () => [0, true]),
    );
    expect(result?.stages[1].endedEarly).toMatch(/^VM-CPT stopped after 0 of 4 steps\. It reached its limit/);
    expect(result?.stoppedEarly).toMatch(/VM-CPT stopped.*CoT SFT stopped.*RL stopped/);
    disposeModel(base);
  });
});
