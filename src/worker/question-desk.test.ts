import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { disposeModel, tinyConfig, tinyModel } from '../model/testing/tiny-model';
import { tokenText } from '../sequence/vocabulary';
import type { TaskKind } from '../tasks/dataset';
import { taskOf } from '../tasks/registry';
import { AskQueue } from './ask-queue';
import type { ModelShelf } from './model-shelf';
import type { TrainerEvent } from './protocol';
import { QuestionDesk } from './question-desk';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => setBackend('cpu'));

/** What a base with these tables says to questions of a task: to one of them, or to several together. */
async function askedOf(tables: object, kind: TaskKind, together = 0): Promise<TrainerEvent[]> {
  const model = tinyModel(3, { ...tinyConfig(), maxPositions: 1024, ...tables });
  const events: TrainerEvent[] = [];
  const shelf: Pick<ModelShelf, 'lend'> = { lend: (_, __, work) => work(model) };
  const desk = new QuestionDesk((event) => events.push(event), shelf as ModelShelf, new AskQueue(), {
    during: (work) => work(),
    base: () => null,
  });
  const task = taskOf(kind);
  const dataset = { kind, layers: 1, policies: 1, cotPerPolicy: 1, poolPerPolicy: 1 };
  const [example, ...others] = [...task.examples(dataset, 'test', Math.max(1, together), 1)].map(task.view);
  const question = { request: 1, model: { of: 'base', name: 'old' }, policyInPrompt: false } as const;
  if (together > 0) desk.answerAll({ kind: 'answer-all', ...question, examples: [example, ...others] });
  else desk.ask({ kind: 'ask', ...question, example });
  await vi.waitFor(() => expect(events.at(-1)?.kind).toMatch(/answered|failed/), { timeout: 20_000 });
  disposeModel(model);
  return events;
}

it('a base that knows none of the words of a task says so, and gives no token', async () => {
  const events = await askedOf({ vocabulary: 216 }, 'gta-policy');
  expect(events).toEqual([
    expect.objectContaining({
      kind: 'failed',
      request: 1,
      message: expect.stringContaining('knows none of'),
    }),
  ]);
});

it('the same base answers about a task whose words it knows', async () => {
  const events = await askedOf({ vocabulary: 216 }, 'clevr-policy-t');
  expect(events.at(-1)).toMatchObject({ kind: 'answered', request: 1 });
});

it('several questions are answered together as each is alone, in their order', async () => {
  const [alone] = (await askedOf({ vocabulary: 216 }, 'clevr-policy-t')).slice(-1);
  const [told] = await askedOf({ vocabulary: 216 }, 'clevr-policy-t', 3);
  if (told.kind !== 'answered-all' || alone.kind !== 'answered') throw new Error(told.kind);
  expect(told.rows).toHaveLength(3);
  const { tokens, correct } = alone.response;
  expect(told.rows[0].accuracy).toBe(correct ? 1 : 0);
  const common = Math.min(tokens.length, told.rows[0].tokens.split(' ').length);
  const texts = told.rows[0].tokens.split(' ').map((id) => tokenText(Number(id)));
  expect(texts.slice(0, common)).toEqual(tokens.slice(0, common).map(({ text }) => text));
});

it('several questions whose words a base does not know are refused with the same sentence', async () => {
  const events = await askedOf({ vocabulary: 216 }, 'gta-policy', 2);
  expect(events).toEqual([
    expect.objectContaining({ kind: 'failed', message: expect.stringContaining('knows none of') }),
  ]);
});
