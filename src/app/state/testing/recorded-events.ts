import type { ExperimentConfig } from '../../../experiment/plan/config';
import { findPreset, type Preset, presetConfig } from '../../../experiment/plan/presets';
import type {
  ExampleOutcome,
  Proportion,
  RunRecord,
  StageEvaluation,
} from '../../../experiment/record/run-record';
import { RandomStream } from '../../../random/stream';
import { sampleScene } from '../../../scene/sampler';
import type { ClevrView } from '../../../tasks/clevr/clevr-policy-t';
import { makeNamedPolicies } from '../../../tasks/clevr/policy/named-policies';
import { goldReasoning } from '../../../tasks/clevr/policy/walk';
import type { TrainerEvent } from '../../../worker/protocol';

/** A run as the trainer tells it, for the tests of the page: base and CoT SFT of the micro preset. */
export const config: ExperimentConfig = presetConfig(findPreset('micro') as Preset, 'cot-sft', 1);

export const backend = { name: 'webgpu', device: 'test device', note: null, isFault: false } as const;

function proportion(value: number): Proportion {
  return { value, low: value - 0.1, high: value + 0.1, n: 100 };
}

export function outcome(correct: boolean): ExampleOutcome {
  const [policy] = makeNamedPolicies(2);
  const scene = sampleScene(RandomStream.of(1, 'test'));
  const gold = goldReasoning(policy, scene.objects);
  const reasoning = correct ? gold : { steps: [], caseNumber: null };
  const example: ClevrView = { scene, policy, gold };
  return {
    example,
    policyInPrompt: false,
    response: {
      tokens: [{ text: 'Case1', logp: -0.5 }],
      reasoning,
      correct,
      firstError: correct ? null : 'branching',
    },
  };
}

export function evaluation(endTask: number | null, inContext: number): StageEvaluation {
  return {
    endTask: endTask === null ? null : proportion(endTask),
    unshown: null,
    inContext: proportion(inContext),
    override: proportion(0.6),
    overrideMajority: proportion(0.3),
    referral: null,
    branchingError: null,
    blind: null,
    baseSkills: { exist: 0.9, query: 0.8, textWalk: 0.7, freshInContext: 0.7, kl: 0.1 },
    majority: proportion(0.3),
    efficiency: {
      promptTokens: { withPolicy: 90, withoutPolicy: 40 },
      prefillMs: { withPolicy: 6, withoutPolicy: 3 },
    },
    examples: [outcome(true), outcome(false)],
  };
}

export function runEvents(run: number): TrainerEvent[] {
  const progress = (step: number): TrainerEvent => ({
    kind: 'progress',
    run,
    stage: 'cot-sft',
    step,
    steps: 6,
    stageEta: 5 - step,
    runEta: 5 - step,
    point: { step, loss: 2 - 0.2 * step },
  });
  const record: RunRecord = {
    version: 1,
    id: 'record',
    title: 'record',
    config,
    provenance: { build: 'b', date: '2026-01-01T00:00:00Z', backend: 'webgpu', device: 'test device' },
    stages: [
      { stage: 'base', curve: [], evaluation: evaluation(null, 0.7), seconds: 1 },
      {
        stage: 'cot-sft',
        curve: Array.from({ length: 6 }, (_, step) => ({ step, loss: 2 - 0.2 * step })),
        evaluation: evaluation(0.5, 0.65),
        seconds: 2,
      },
    ],
    rollouts: [],
    stoppedEarly: null,
  };
  return [
    { kind: 'state', run, state: 'running' },
    { kind: 'stage-started', run, stage: 'base', steps: 0 },
    { kind: 'evaluating', run, stage: 'base', fraction: 0.5, runEta: null },
    { kind: 'evaluated', run, stage: 'base', evaluation: evaluation(null, 0.7) },
    { kind: 'stage-started', run, stage: 'cot-sft', steps: 6 },
    progress(0),
    { kind: 'sample', run, stage: 'cot-sft', outcome: outcome(false) },
    progress(1),
    { kind: 'state', run, state: 'paused' },
    { kind: 'state', run, state: 'running' },
    ...[2, 3, 4, 5].map(progress),
    { kind: 'evaluating', run, stage: 'cot-sft', fraction: 0.2, runEta: null },
    { kind: 'evaluated', run, stage: 'cot-sft', evaluation: evaluation(0.5, 0.65) },
    { kind: 'finished', run, record, fault: null },
  ];
}
