import { describe, expect, it, vi } from 'vitest';
import type { AnswerRow } from '../../experiment/record/answer-rows';
import { viewOf } from '../../experiment/record/questions';
import { runRecordOf } from '../../experiment/testing/records';
import type { ExampleView } from '../../tasks/task';
import { recordedRun } from '../state/run-view';
import type { SetQuestions } from '../tasks/try-ui';
import { counted, createEvaluationStore, packedSet } from './set-evaluation';
import { setResultFile } from './set-result-file';

const row = (said: string, accuracy: number): AnswerRow => ({
  tokens: '',
  probabilities: '',
  said,
  accuracy,
  firstError: null,
});
const view = (scene: object, policy: object) => ({ scene, policy }) as ExampleView;
const policy = { name: 'A' };
const chosen: Extract<SetQuestions, { ok: true }> = {
  ok: true,
  questions: Array.from({ length: 40 }, (_, index) => ({
    name: `Scene ${index}`,
    index,
    example: view({ index }, policy),
    policy: 'A',
    right: String(index % 2),
  })),
  source: { title: 'CLEVR_val_scenes.json', count: 40, sha256: 'ab' },
  note: '40 scenes.',
};
const run = recordedRun(runRecordOf({ seed: 1, accuracy: 0.9 }));
const plan = {
  run,
  stage: 'cot-sft',
  trained: { of: 'run', run: 1, id: 'x', stage: 'cot-sft' },
  base: { of: 'base', name: 'small' },
  choose: async () => chosen,
} as const;

/** Says 1 to everything; the base says 0. */
const answering = () =>
  vi.fn(async (model: { of: string }, examples: readonly ExampleView[]) => ({
    ok: true as const,
    value: examples.map((example) => {
      const { index } = (example as unknown as { scene: { index: number } }).scene;
      const said = model.of === 'base' ? '0' : '1';
      return row(said, said === String(index % 2) ? 1 : 0);
    }),
  }));

describe('an evaluation on a set', () => {
  it('asks the base with the policy, and the trained model without it and with it, some at once', async () => {
    const answerAll = answering();
    const store = createEvaluationStore({ answerAll });
    await store.getState().evaluate(plan);
    const calls = answerAll.mock.calls as unknown as [object, readonly object[], boolean][];
    expect(calls.map(([model, examples, withPolicy]) => [model, examples.length, withPolicy])).toEqual([
      [plan.base, 32, true],
      [plan.base, 8, true],
      [plan.trained, 32, false],
      [plan.trained, 8, false],
      [plan.trained, 32, true],
      [plan.trained, 8, true],
    ]);
    const { state, result, failure } = store.getState();
    expect([state, failure, result?.source]).toEqual(['rests', null, chosen.source]);
    expect(result?.answers.base.slice(0, 2)).toEqual([row('0', 1), row('0', 0)]);
    expect(result?.answers.withoutPolicy.slice(0, 2)).toEqual([row('1', 0), row('1', 1)]);
  });

  it('says what went wrong, and keeps the result before', async () => {
    const answerAll = answering();
    const store = createEvaluationStore({ answerAll });
    await store.getState().evaluate(plan);
    const before = store.getState().result;
    await store.getState().evaluate({ ...plan, choose: async () => ({ ok: false, message: 'No scenes.' }) });
    expect(store.getState()).toMatchObject({ state: 'rests', failure: 'No scenes.' });
    const failing = createEvaluationStore({ answerAll: async () => ({ ok: false, message: 'Lost.' }) });
    await failing.getState().evaluate(plan);
    expect(failing.getState()).toMatchObject({ state: 'rests', failure: 'Lost.', result: null });
    expect(store.getState().result).toBe(before);
  });

  it('stops, and what arrives later changes nothing', async () => {
    const answerAll = answering();
    const store = createEvaluationStore({
      answerAll: async (...asked) => {
        store.getState().stop();
        return answerAll(...(asked as unknown as Parameters<typeof answerAll>));
      },
    });
    await store.getState().evaluate(plan);
    expect(answerAll).toHaveBeenCalledTimes(1);
    expect(store.getState()).toMatchObject({ state: 'rests', failure: null, result: null });
  });

  it('is a file that names run and set, and has every answer', async () => {
    const store = createEvaluationStore({ answerAll: answering() });
    await store.getState().evaluate(plan);
    const { result } = store.getState();
    if (!result) throw new Error('no result');
    const file = JSON.parse(setResultFile(result, 'b1'));
    expect(file).toMatchObject({
      build: 'b1',
      run: { id: run.record.id, config: run.record.config },
      set: { title: 'CLEVR_val_scenes.json', count: 40, sha256: 'ab', note: '40 scenes.' },
      majority: { value: 0.5, n: 40 },
    });
    expect(
      file.results.map(({ model, policyInPrompt, accuracy }: never) => [model, policyInPrompt, accuracy]),
    ).toEqual([
      ['base', true, expect.objectContaining({ value: 0.5, n: 40 })],
      ['cot-sft', false, expect.objectContaining({ value: 0.5, n: 40 })],
      ['cot-sft', true, expect.objectContaining({ value: 0.5, n: 40 })],
    ]);
    expect(file.questions[3]).toEqual({
      name: 'Scene 3',
      index: 3,
      policy: 'A',
      right: '1',
      said: ['0', '1', '1'],
    });
    // Scenes that are in no file stand in the result.
    const own = { ...result, source: { title: 'My scenes', count: 40 } };
    expect(JSON.parse(setResultFile(own, 'b1')).questions[3].example).toEqual(chosen.questions[3].example);
  });
});

it('the questions of a set are packed as a record has them, shared parts once', () => {
  const packed = packedSet(chosen.questions);
  expect(packed.parts).toHaveLength(41);
  packed.asked.forEach((question, i) => {
    expect(viewOf(packed, question)).toEqual(chosen.questions[i].example);
    expect(question.right).toBe(chosen.questions[i].right);
  });
});

it('things are counted in words', () => {
  expect([counted(1, 'scenes'), counted(2000, 'scenes')]).toEqual(['1 scene', '2,000 scenes']);
});
