import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { disposeModel, tinyConfig, tinyModel } from '../model/testing/tiny-model';
import type { TaskKind } from '../tasks/dataset';
import { taskOf } from '../tasks/registry';
import { AskQueue } from './ask-queue';
import type { ModelShelf } from './model-shelf';
import type { TrainerEvent } from './protocol';
import { QuestionDesk } from './question-desk';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => setBackend('cpu'));

/** What a base with these tables says to a question of a task. */
async function askedOf(tables: object, kind: TaskKind): Promise<TrainerEvent[]> {
  const model = tinyModel(3, { ...tinyConfig(), maxPositions: 1024, ...tables });
  const events: TrainerEvent[] = [];
  const shelf: Pick<ModelShelf, 'lend'> = { lend: (_, __, work) => work(model) };
  const desk = new QuestionDesk((event) => events.push(event), shelf as ModelShelf, new AskQueue(), {
    during: (work) => work(),
    base: () => null,
  });
  const task = taskOf(kind);
  const dataset = { kind, layers: 1, policies: 1, cotPerPolicy: 1, poolPerPolicy: 1 };
  const [example] = task.examples(dataset, 'test', 1, 1);
  desk.ask({
    kind: 'ask',
    request: 1,
    model: { of: 'base', name: 'old' },
    example: task.view(example),
    policyInPrompt: false,
  });
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
