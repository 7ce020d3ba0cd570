import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { tokenId } from '../../sequence/vocabulary';
import { type DatasetConfig, TASK_KINDS } from '../../tasks/dataset';
import { taskOf } from '../../tasks/registry';
import { type Example, goldResponse, type Task, taskTokenText } from '../../tasks/task';
import { formGroup, OBJECTIVES } from '../../train/policy-rollout';
import type { Rollout } from '../../train/rollout-group';
import type { RolloutGroup, RolloutStepRecord } from '../record/run-record';
import { idsOfTexts } from '../record/token-ids';
import { rolloutGroup } from '../record/views';
import { editedGroup, editedStep, type FormingOptions, fittingTexts, longestAllowed } from './edited-group';

const LONGEST = 60;
const OPTIONS: FormingOptions = { algorithm: 'dapo', policyRollout: true, groupSize: 4 };
const EOS = tokenId('<eos>');

const rollout = (source: Rollout['source'], tokens: readonly number[]): Rollout => ({
  source,
  tokens,
  ended: true,
  samplerLogps: tokens.map((_, i) => -i / 10),
});

/** Two responses of each source: right and cut off. */
function groupOf(task: Task, example: Example, options: FormingOptions = OPTIONS): RolloutGroup {
  const gold = goldResponse(example);
  const cut = [...gold.slice(0, 3), EOS];
  const rollouts = [
    rollout('no-policy', cut),
    rollout('no-policy', cut),
    rollout('policy-aware', gold),
    rollout('policy-aware', cut),
  ];
  return frozen(rolloutGroup(task, formGroup(task, example, rollouts, options, OBJECTIVES.dapo, LONGEST)));
}

/** Whoever changes a record is told. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

const textsOf = (task: Task, tokens: readonly number[]) => tokens.map((id) => taskTokenText(task, id));

describe.each(TASK_KINDS)('a rewritten group of %s', (kind) => {
  const task = taskOf(kind);
  const dataset: DatasetConfig = { kind, layers: 2, policies: 1, cotPerPolicy: 1, poolPerPolicy: 1 };
  const examples = [...task.examples(dataset, 'test', 6, 1)];

  it('is the recorded one without an edit', () => {
    for (const example of examples) {
      const group = groupOf(task, example);
      const { group: same, places } = editedGroup(group, {}, OPTIONS, LONGEST);
      expect(places).toEqual([0, 1, 2, 3]);
      expect(same.dropped).toBe(group.dropped);
      same.responses.forEach((response, i) => {
        const { reward, advantage, ...others } = group.responses[i];
        expect(response).toMatchObject({ ...others, tokens: others.tokens });
        expect(response.reward).toBeCloseTo(reward, 3);
        expect(response.advantage).toBeCloseTo(advantage, 3);
      });
    }
  });

  it('earns what the task gives for the new words, and moves every advantage', () => {
    for (const example of examples) {
      const group = groupOf(task, example);
      const gold = textsOf(task, goldResponse(example));
      const { group: edited } = editedGroup(group, { 0: gold }, OPTIONS, LONGEST);
      expect(edited.responses[0]).toMatchObject({ accuracy: 1, format: 1, reward: 1, logp: null });
      expect(edited.responses[0].tokens.map(({ text }) => text)).toEqual(gold);
      // What stands before the first change was as likely then as now.
      expect(edited.responses[0].tokens.slice(0, 4).map(({ logp }) => logp)).toEqual([
        -0,
        -0.1,
        -0.2,
        Number.NaN,
      ]);
      expect(edited.responses[0].advantage).toBeGreaterThan(0);
      expect(group.responses[0].advantage).toBeLessThan(0);
      expect(edited.responses[2].advantage).toBeLessThan(group.responses[2].advantage);
      const all = editedGroup(group, { 0: gold, 1: gold, 3: gold }, OPTIONS, LONGEST);
      expect(all.group.dropped).toBe('all correct');
    }
  });

  it('reads the texts of a record as the tokens that they were', () => {
    for (const example of examples) {
      const gold = goldResponse(example);
      expect(idsOfTexts(task, textsOf(task, gold))).toEqual(gold);
    }
  });

  it('is rewritten by what fits, from nothing to the right response', () => {
    const random = RandomStream.of(1, 'edited');
    const example = random.pick(examples);
    const group = groupOf(task, example);
    const said: string[] = [];
    for (const text of textsOf(task, goldResponse(example))) {
      expect(fittingTexts(group, said)).toContain(text);
      said.push(text);
    }
    expect(fittingTexts(group, said)).toEqual([]);
    expect(() => fittingTexts(group, ['no such word'])).toThrow('another vocabulary');
  });
});

describe('what follows from an edit', () => {
  const task = taskOf('clevr-policy-t');
  const dataset: DatasetConfig = {
    kind: 'clevr-policy-t',
    layers: 2,
    policies: 1,
    cotPerPolicy: 1,
    poolPerPolicy: 1,
  };
  const [example] = [...task.examples(dataset, 'test', 1, 1)];
  const gold = textsOf(task, goldResponse(example));

  it('goes through the gate, too', () => {
    const options = { ...OPTIONS, gate: true };
    const group = groupOf(task, example, options);
    expect(group.responses).toHaveLength(4);
    // With both no-policy answers right the policy-aware ones are not right more often.
    const { group: edited, places } = editedGroup(group, { 0: gold, 1: gold }, options, LONGEST);
    expect(edited.responses.map(({ source }) => source)).toEqual(['no-policy', 'no-policy']);
    expect(edited.leftOut).toHaveLength(2);
    expect(places).toEqual([0, 1, 2, 3]);
    const back = editedGroup(frozen(edited), { 0: ['<eos>'], 1: ['<eos>'] }, options, LONGEST);
    expect(back.group.responses).toHaveLength(4);
  });

  it('counts in the step: tokens, groups, and how long a response may be', () => {
    const group = groupOf(task, example);
    const step: RolloutStepRecord = { step: 0, groups: [group], updates: [{ groups: 1, tokens: 100 }] };
    const { group: edited } = editedGroup(group, { 0: gold }, OPTIONS, LONGEST);
    const more = gold.length - 4;
    expect(editedStep(step, 0, edited, 1)).toEqual({
      step: 0,
      groups: [edited],
      updates: [{ groups: 1, tokens: 100 + more }],
    });
    expect(longestAllowed(step)).toBe(Number.POSITIVE_INFINITY);
    expect(longestAllowed({ ...step, updates: [{ groups: 1, tokens: 9, maxLength: 22 }] })).toBe(22);
    const tight = editedGroup(group, { 0: gold }, OPTIONS, gold.length + 2).group;
    expect(tight.responses[0].reward).toBeLessThan(1);
    expect(longestAllowed({ step: 0, groups: [tight] })).toBe(gold.length + 2);
  });
});
