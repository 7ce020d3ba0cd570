import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { flatBatch, type Segment } from '../../sequence/flat-batch';
import { CLEVR_POLICY_T } from '../../tasks/clevr/clevr-policy-t';
import { expectedTokens } from '../../tasks/expected-tokens';
import { goldResponse, promptOf } from '../../tasks/task';
import { responseBatch, responseSegments } from '../../train/response-batch';
import { cotSftSegments, directSftSegments, vmCptSegments } from '../../train/sequences';
import { experimentData } from '../run/dataset';
import { estimateCost } from './estimate';
import type { Method } from './methods';
import { findPreset, type Preset, presetConfig } from './presets';
import { supervisedOptions } from './supervised-options';

/** Steps over which counts are averaged. */
const COUNTED = 3;

const random = RandomStream.of(1, 'counted');
const replay = CLEVR_POLICY_T.baseSkills.replay(random.fork('names'));
const replayOf = (count: number) => replay(count, random);
const tokensOf = (segments: Segment[]) => flatBatch(segments).tokens;
const replayed = (count: number) => (count === 0 ? 0 : tokensOf(replay(count, random)));

const mean = (of: () => number) =>
  Array.from({ length: COUNTED }, of).reduce((sum, one) => sum + one, 0) / COUNTED;

describe.each(['micro', 'quick', 'standard'])('the estimate for %s', (name) => {
  const preset = findPreset(name) as Preset;
  // The pool is large and needed only for a few batches.
  const smaller = { ...preset.config, dataset: { ...preset.config.dataset, poolPerPolicy: 16 } };
  const config = (method: Method) => ({ ...presetConfig(preset, method, 1), ...smaller });
  const data = experimentData(config('in-context'));
  const draw = (from: typeof data.cot, count: number) =>
    Array.from({ length: count }, () => random.pick(from));

  const estimated = (method: Method, stage: string) => {
    const found = estimateCost(presetConfig(preset, method, 1)).stages.find((one) => one.stage === stage);
    return found ? found.tokens / found.steps : Number.NaN;
  };
  const withinAThird = (estimate: number, counted: number) => {
    expect(estimate / counted).toBeGreaterThan(2 / 3);
    expect(estimate / counted).toBeLessThan(3 / 2);
  };

  it.each([
    ['direct-sft', 'direct-sft', directSftSegments],
    ['cot-sft', 'cot-sft', cotSftSegments],
    ['vm-cpt+cot-sft', 'vm-cpt', vmCptSegments],
  ] as const)('%s is within a third of the tokens of real batches', (method, stage, parts) => {
    const options = { 'direct-sft': smaller.directSft, 'cot-sft': smaller.cotSft, 'vm-cpt': smaller.vmCpt }[
      stage
    ];
    const from = stage === 'direct-sft' ? data.pool : data.cot;
    const counted = mean(() => tokensOf(parts(draw(from, options.batch), random)) + replayed(options.replay));
    withinAThird(estimated(method, stage), counted);
  });

  it('CoT SFT matched to VM-CPT + CoT SFT runs as many tokens, counted over real batches, to a tenth', () => {
    const counted = (stage: 'vm-cpt' | 'cot-sft', method: Method) => {
      const { steps, batch, replay } = supervisedOptions(config(method), stage);
      const parts = stage === 'vm-cpt' ? vmCptSegments : cotSftSegments;
      return (
        steps * (mean(() => tokensOf(parts(draw(data.cot, batch), random))) + mean(() => replayed(replay)))
      );
    };
    const both = counted('vm-cpt', 'vm-cpt+cot-sft') + counted('cot-sft', 'vm-cpt+cot-sft');
    expect(Math.abs(counted('cot-sft', 'cot-sft-matched') / both - 1)).toBeLessThan(0.1);
  });

  it.each(['trimpi-grpo', 'trimpi-poro-grpo'] as const)('%s: so are sampling and updates', (method) => {
    const { prompts, groupSize, updatesPerStep, replay } = smaller.rl;
    const { distinct } = expectedTokens(smaller.dataset);
    const counted = mean(() => {
      const examples = draw(data.pool, prompts);
      // As long as right responses are; as many of them alike as in recorded runs.
      const groups = examples.map((example) => ({
        example,
        rollouts: Array.from({ length: groupSize }, (_, i) => ({
          tokens: goldResponse(example),
          advantage: Math.floor(i * distinct),
        })),
      }));
      // A policy is read once, however many prompts it opens.
      const aware = new Map<object, number>();
      const prefills = examples.reduce((sum, example) => {
        const own = promptOf(example, false).tokens.length;
        if (method !== 'trimpi-poro-grpo') return sum + own;
        aware.set(example.policy, promptOf(example, true).tokens.length - own);
        return sum + 2 * own;
      }, 0);
      const policies = [...aware.values()].reduce((sum, length) => sum + length, 0);
      const { batch, lengths } = responseBatch(groups);
      const generated = lengths.reduce((sum, length) => sum + length, 0);
      return prefills + policies + generated + batch.tokens + replayed(updatesPerStep * replay);
    });
    withinAThird(estimated(method, 'rl'), counted);
  });
});

describe('the estimate of distillation', () => {
  it('is within a third of sampling, what the teacher reads and the updates', () => {
    const preset = findPreset('quick') as Preset;
    const config = presetConfig(preset, 'cot-sft+distillation', 1);
    const { pool } = experimentData({ ...config, dataset: { ...config.dataset, poolPerPolicy: 16 } });
    const { prompts, groupSize, updatesPerStep, replay } = config.rl;
    const examples = Array.from({ length: prompts }, () => random.pick(pool));
    const tokensBehind = (withPolicy: boolean) =>
      tokensOf(
        responseSegments(
          examples.map((example) => ({
            example: { prompt: promptOf(example, withPolicy) },
            rollouts: Array.from({ length: groupSize }, () => ({ tokens: goldResponse(example) })),
          })),
        ),
      );
    const replays = tokensOf(replayOf(updatesPerStep * replay));
    // Sampled and trained without the policy, read by the teacher behind it.
    const counted = 2 * tokensBehind(false) + tokensBehind(true) + replays;
    const [, stage] = estimateCost(config).stages;
    expect(stage.stage).toBe('distillation');
    expect(stage.tokens / stage.steps / counted).toBeGreaterThan(2 / 3);
    expect(stage.tokens / stage.steps / counted).toBeLessThan(3 / 2);
  });
});

describe('estimateCost', () => {
  const preset = findPreset('quick') as Preset;
  const cost = (method: Method) => estimateCost(presetConfig(preset, method, 1));

  it('is nothing for the base alone, and grows with every stage and switch', () => {
    expect(cost('in-context')).toMatchObject({ stages: [], tokens: 0, flops: 0 });
    expect(cost('vm-cpt+cot-sft').flops).toBeGreaterThan(cost('cot-sft').flops);
    expect(cost('trimpi-grpo').flops).toBeGreaterThan(cost('cot-sft+grpo').flops);
    expect(cost('trimpi-poro-grpo').flops).toBeGreaterThan(cost('trimpi-grpo').flops);
    const faithful = estimateCost(presetConfig(findPreset('quick-faithful') as Preset, 'cot-sft', 1));
    expect(faithful.flops).toBeLessThan(cost('cot-sft').flops);
  });

  it('for TriMPI on quick is of the order that the recipe measured: some TFLOP', () => {
    expect(cost('trimpi-poro-dapo').flops / 1e12).toBeGreaterThan(2);
    expect(cost('trimpi-poro-dapo').flops / 1e12).toBeLessThan(10);
  });
});
