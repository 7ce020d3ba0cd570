import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { sampleExamples } from '../../tasks/gta/example';
import { GTA_POLICY } from '../../tasks/gta/gta-policy';
import { PAPER_POLICY } from '../../tasks/gta/rules/policy-dataset';
import { goldResponse, type Task } from '../../tasks/task';
import { formGroup, OBJECTIVES } from '../../train/policy-rollout';
import { rolloutMetrics } from '../../train/rl-metrics';
import type { Rollout } from '../../train/rollout-group';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { parseRunRecordFile } from '../record/record-schema';
import { rolloutGroup } from '../record/views';
import { runRecordOf, someExamples } from '../testing/records';
import { completionRows, completionsCsv, metricRows, metricsCsv, metricsJsonl, unipoJsonl } from './logs';

const file = readFileSync('public/runs/quick-trimpi-poro-dapo-1.json', 'utf8');
const parsed = parseRunRecordFile(file);
if (!parsed.ok) throw new Error(parsed.message);
const { record } = parsed;
const rl = record.stages.find(({ stage }) => stage === 'rl');

/** Columns that TRL's GRPOTrainer logs and this page has, too (trl 1.13, trainer/grpo_trainer.py). */
const TRL = [
  ...['reward', 'reward_std', 'frac_reward_zero_std', 'rewards/accuracy/mean', 'rewards/format/mean'],
  ...['entropy', 'clip_ratio/low_mean', 'clip_ratio/high_mean'],
  ...['completions/mean_length', 'completions/clipped_ratio', 'loss', 'grad_norm', 'learning_rate'],
];

const numbers = v.array(v.number());

/**
 * UNIPO's docs/canonical_schema.json, which is an example with comments: the fields that it has, required where it says so or
 * where its page draws them. Names of metrics and of hyperparameters are free there.
 */
const UNIPO_HEADER = v.strictObject({
  type: v.literal('header'),
  task: v.string(),
  dataset: v.string(),
  reward_strategy: v.string(),
  algorithm: v.pipe(v.string(), v.nonEmpty()),
  totalSteps: v.number(),
  model_name: v.string(),
  reference_model_name: v.string(),
  hparams: v.record(v.string(), v.unknown()),
});
const UNIPO_ENTRY = v.strictObject({
  type: v.literal('step'),
  step: v.pipe(v.number(), v.integer()),
  is_first_step_after_rollout_phase: v.boolean(),
  metrics: v.objectWithRest({ policy_objective: v.number(), reward: v.number() }, v.number()),
  prompts: v.optional(
    v.array(
      v.strictObject({
        prompt: v.string(),
        responses: v.array(
          v.strictObject({
            id: v.pipe(v.string(), v.regex(/^step\d+_p\d+_sample\d+$/)),
            reward: v.number(),
            advantage: v.number(),
            response_text: v.string(),
            response_length: v.number(),
            tokens: v.strictObject({
              ids: numbers,
              strings: v.array(v.string()),
              log_probs: numbers,
              old_log_probs: numbers,
              advantages: numbers,
            }),
          }),
        ),
      }),
    ),
  ),
});

describe('logs of a recorded run', () => {
  it('have TRL’s names, and steps that go on through the stages', () => {
    const rows = metricRows(record);
    const steps = rows.map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    const last = rows.filter(({ stage }) => stage === 'rl').at(-1);
    expect(Object.keys(last?.metrics ?? {})).toEqual(expect.arrayContaining(TRL));
    expect(last?.metrics).not.toHaveProperty('lr');
    expect(rows.filter(({ stage }) => stage === 'rl')).toHaveLength(rl?.curve.length ?? 0);
  });

  it('are CSV with a column "step" and a number or nothing in every other one but "stage"', () => {
    const [head, ...lines] = metricsCsv(record).trimEnd().split('\r\n');
    const names = head.split(',');
    expect(names.slice(0, 2)).toEqual(['step', 'stage']);
    expect(lines).toHaveLength(metricRows(record).length);
    for (const line of lines) {
      const cells = line.split(',');
      expect(cells).toHaveLength(names.length);
      expect(cells.filter((cell, i) => i !== 1 && !/^(-?[\d.]+(e[+-]?\d+)?)?$/.test(cell))).toEqual([]);
    }
  });

  it('are JSON lines of the same numbers', () => {
    const lines = metricsJsonl(record)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(metricRows(record).length);
    expect(lines.at(-1)).toMatchObject({ stage: 'rl', loss: rl?.curve.at(-1)?.loss });
  });

  it('have completions in TRL’s order of columns: step, prompt, completion, rewards, extra, advantage', () => {
    const rows = completionRows(record);
    const responses = record.rollouts.flatMap(({ groups }) => groups.flatMap((group) => group.responses));
    expect(rows).toHaveLength(responses.length);
    const names = Object.keys(rows[0]);
    expect(names.slice(0, 5)).toEqual(['step', 'prompt', 'completion', 'accuracy', 'format']);
    expect(names.at(-1)).toBe('advantage');
    expect(rows[0].completion).toMatch(/^<think> Condition 1 /);
    expect(rows[0].prompt).toMatch(/^<image>What does policy L3-\w+ say/);
    expect(completionsCsv(record).split('\r\n')[0]).toBe(names.join(','));
  });

  it('are in UNIPO’s schema: a header, an entry per RL step, tokens of equal length', () => {
    const [header, ...entries] = unipoJsonl(record)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(v.safeParse(UNIPO_HEADER, header).issues).toBeUndefined();
    for (const entry of entries) expect(v.safeParse(UNIPO_ENTRY, entry).issues).toBeUndefined();
    expect(header).toMatchObject({ type: 'header', algorithm: 'dapo', totalSteps: entries.length });
    expect(entries).toHaveLength(rl?.curve.length ?? 0);
    for (const { step, metrics, prompts = [], is_first_step_after_rollout_phase: first } of entries) {
      expect(Number.isInteger(step)).toBe(true);
      expect(first).toBe(true);
      expect(metrics).toMatchObject({ policy_objective: expect.any(Number), reward: expect.any(Number) });
      for (const { prompt, responses } of prompts) {
        expect(prompt).toContain('<image>');
        for (const { tokens, response_length: length, response_text: text } of responses) {
          for (const column of Object.values(tokens)) expect(column).toHaveLength(length);
          expect(tokens.strings.join('').trimEnd()).toBe(text);
          expect(new Set(tokens.ids).size).toBe(new Set(tokens.strings).size);
        }
      }
    }
    expect(entries.filter(({ prompts }) => prompts)).toHaveLength(record.rollouts.length);
  });

  it('have a column for each part of the reward where calls are scored, and mark what a gate left out', () => {
    const [example] = sampleExamples(PAPER_POLICY, 1, RandomStream.of(1, 'logs of calls'));
    const rollouts = (['no-policy', 'no-policy', 'policy-aware', 'policy-aware'] as const).map(
      (source, i): Rollout => {
        const tokens = goldResponse(example).slice(0, i === 0 ? undefined : 3);
        return { source, tokens, ended: true, samplerLogps: tokens.map(() => -1) };
      },
    );
    const options = { groupSize: 4, policyRollout: true, gate: true, faithful: true };
    const group = formGroup(GTA_POLICY as Task, example, rollouts, options, OBJECTIVES.dapo, 64);
    const point = { step: 0, loss: 0, ...rolloutMetrics([group]) };
    const calls = {
      ...record,
      config: presetConfig(findPreset('gta-quick') as Preset, 'trimpi-gated-poro-dapo', 1),
      stages: [{ ...(rl as NonNullable<typeof rl>), curve: [point] }],
      rollouts: [{ step: 0, groups: [rolloutGroup(GTA_POLICY as Task, group)] }],
    };
    const rows = completionRows(calls);
    expect(rows).toHaveLength(4);
    expect(Object.keys(rows[0]).slice(3, 8)).toEqual(['accuracy', 'tool', 'arguments', 'format', 'reward']);
    expect(rows[0]).toMatchObject({ accuracy: 1, tool: 1, arguments: 1, dropped: '' });
    expect(rows.filter(({ dropped }) => dropped === 'left out by the gate')).toHaveLength(2);
    expect(rows[0].prompt.match(/<image>/g) ?? []).toHaveLength(example.instance.pictures.length);
    const [head] = metricsCsv(calls).split('\r\n');
    const names = head.split(',');
    for (const part of ['accuracy', 'tool', 'arguments', 'format'])
      expect(names).toContain(`rewards/${part}/mean`);
    const [, entry] = unipoJsonl(calls)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entry.metrics).toMatchObject({
      reward_tool: point['rewards/tool'],
      reward_arguments: point['rewards/arguments'],
    });
    const [{ tokens }] = entry.prompts[0].responses;
    expect(tokens.ids).toEqual(goldResponse(example));
  });

  it('are empty tables for a run without RL', () => {
    const plain = runRecordOf({ seed: 1, accuracy: 0.5, method: 'cot-sft', examples: [] });
    expect(completionsCsv(plain)).toBe('step\r\n');
    expect(unipoJsonl(plain).trimEnd().split('\n')).toHaveLength(1);
    const poro = runRecordOf({ seed: 1, accuracy: 0.5, examples: someExamples(2) });
    expect(completionRows(poro).map(({ source }) => source)).toEqual([
      ...['no-policy', 'policy-aware'],
      ...['no-policy', 'policy-aware'],
    ]);
  });
});
