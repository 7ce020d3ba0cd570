import { wilson } from '../../evaluate/proportion';
import { RandomStream } from '../../random/stream';
import type { ClevrView } from '../../tasks/clevr/clevr-policy-t';
import { exampleForCase, reachableCases } from '../../tasks/clevr/example';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';
import type { Method } from '../plan/methods';
import { stagesOf } from '../plan/methods';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import type { RunRecord, StageEvaluation } from '../record/run-record';
import type { ResultRow } from '../results/result-row';

/** Rows and records for tests: whole and valid, with the numbers a test cares about. */

const BASE_SKILLS = { exist: 0.9, query: 0.9, textWalk: 0.8, freshInContext: 0.7, kl: 0.01 };
const EFFICIENCY = {
  promptTokens: { withPolicy: 100, withoutPolicy: 39 },
  prefillMs: { withPolicy: 8, withoutPolicy: 4 },
};

export function resultRowOf(part: Partial<ResultRow>): ResultRow {
  return {
    method: 'cot-sft',
    seed: 1,
    stage: 'cot-sft',
    accuracy: 0.5,
    low: 0.4,
    high: 0.6,
    unshown: null,
    accuracyInContext: 0.7,
    override: 0.6,
    overrideMajority: 0.3,
    exact: 0.4,
    referral: 8,
    branchingError: 5,
    blind: null,
    baseSkills: BASE_SKILLS,
    majority: 0.2,
    ...EFFICIENCY,
    seconds: 60,
    sampledGroups: null,
    aware: null,
    stoppedEarly: null,
    ...part,
  };
}

/** Some examples of the first policy with three layers, a case each. */
export function someExamples(count: number, layers = 3): ClevrView[] {
  const random = RandomStream.of(1, 'examples for tests');
  const [policy] = loadNamedPolicies(layers);
  const cases = reachableCases(policy);
  return Array.from({ length: count }, (_, i) => {
    const { scene, gold } = exampleForCase(policy, cases[i % cases.length], random);
    return { scene, policy, gold };
  });
}

export interface RecordParts {
  readonly seed: number;
  readonly accuracy: number;
  readonly method?: Method;
  readonly date?: string;
  /** Examples in each evaluation and rollouts after RL; none for tests that look at numbers only. */
  readonly examples?: readonly ClevrView[];
}

/** A run of the preset "quick" with one step per stage. */
export function runRecordOf({
  seed,
  accuracy,
  method = 'trimpi-poro-dapo',
  date = '2025-01-01T00:00:00.000Z',
  examples = [],
}: RecordParts): RunRecord {
  const tokens = [
    { text: '<think>', logp: -0.1 },
    { text: '<eos>', logp: -0.2 },
  ];
  const evaluation = (stage: string): StageEvaluation => ({
    endTask: stage === 'base' ? null : wilson(Math.round(accuracy * 100), 100),
    unshown: null,
    inContext: wilson(70, 100),
    override: wilson(60, 90),
    overrideMajority: wilson(27, 90),
    referral:
      stage === 'base' ? null : { score: 8, exact: 0.5, recall: 0.1, perception: 0.2, branching: 0.1 },
    branchingError: stage === 'base' ? null : 4.5,
    blind: null,
    baseSkills: BASE_SKILLS,
    majority: wilson(20, 100),
    efficiency: EFFICIENCY,
    examples: examples.map((example) => ({
      example,
      policyInPrompt: stage === 'base',
      response: { tokens, reasoning: example.gold, correct: true, firstError: null },
    })),
  });
  const responses = (['no-policy', 'policy-aware'] as const).map((source) => ({
    source,
    tokens,
    accuracy: 1,
    format: 1,
    reward: 1,
    advantage: 0.5,
    logp: -0.3,
    logpWithPolicy: source === 'policy-aware' ? -0.1 : null,
  }));
  return {
    version: 1,
    id: `quick-${method}-${seed}-${date}`,
    title: `Run with seed ${seed}`,
    config: presetConfig(findPreset('quick') as Preset, method, seed),
    provenance: { build: 'abc123', date, backend: 'wasm', device: 'a test' },
    stages: stagesOf(method).map((stage) => ({
      stage,
      curve: stage === 'base' ? [] : [{ step: 0, loss: 1.5, 'clip_ratio/low_mean': 0.01 }],
      evaluation: evaluation(stage),
      seconds: 12.5,
    })),
    rollouts: examples.map((example, step) => ({ step, groups: [{ example, responses, dropped: null }] })),
    stoppedEarly: null,
  };
}
