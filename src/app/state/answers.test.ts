import { beforeEach, describe, expect, it } from 'vitest';
import type { ExampleView, ResponseView } from '../../experiment/record/run-record';
import type { ModelRef, TrainerEvent } from '../../worker/protocol';
import { type AnswerState, createAnswerStore, usualTime } from './answers';
import type { Contestant } from './contestants';
import { outcome } from './testing/recorded-events';

const base: Contestant = {
  key: 'base',
  stage: 'base',
  model: { of: 'base', name: 'small' },
  policyInPrompt: true,
  unasked: null,
};
const rl: Contestant = {
  key: 'rl',
  stage: 'rl',
  model: { of: 'run', run: 1, id: 'a run', stage: 'rl' },
  policyInPrompt: false,
  unasked: null,
};
const examples: ExampleView[] = [{ ...outcome(true).example }, { ...outcome(true).example }];

let sent: { request: number; model: ModelRef; example: ExampleView }[];
let withdrawn: number[];
let tell: (...events: TrainerEvent[]) => void;
let ready: boolean;

const open = () =>
  createAnswerStore({
    send(model, example) {
      if (!ready) return null;
      sent.push({ request: sent.length + 1, model, example });
      return sent.length;
    },
    withdraw: (requests) => void withdrawn.push(...requests),
    listen(listener) {
      tell = (...events) => listener(events);
      return () => {};
    },
  });

const response: ResponseView = outcome(true).response;
const answer = (request: number, milliseconds = 12, promptTokens = 50): TrainerEvent => ({
  kind: 'answered',
  request,
  response: { ...response, tokens: [...response.tokens] },
  promptTokens,
  milliseconds,
});

beforeEach(() => {
  sent = [];
  withdrawn = [];
  ready = true;
});

describe('the answers side by side', () => {
  it('are told apart by the number of the question', () => {
    const store = open();
    store.getState().ask([base, rl], examples[0]);
    tell({ kind: 'token', request: 2, text: 'Case2', logp: 0 }, answer(1));
    const { answers } = store.getState();
    expect(answers.get('base')).toMatchObject({ request: null, given: { promptTokens: 50 } });
    expect(answers.get('rl')).toMatchObject({ request: 2, tokens: [{ text: 'Case2' }], given: null });
  });

  it('are not asked for twice, and withdrawn when the question has changed', () => {
    const store = open();
    store.getState().ask([base, rl], examples[0]);
    store.getState().ask([base, rl], examples[0]);
    expect(sent).toHaveLength(2);
    tell(answer(1));
    store.getState().ask([base, rl], examples[1]);
    expect(withdrawn).toEqual([2]);
    expect(sent).toHaveLength(4);
    // The first question's late answer changes nothing; the one already given stands until the next is there.
    tell(answer(2));
    const { answers } = store.getState();
    expect(answers.get('rl')?.given).toBeNull();
    expect(answers.get('base')?.given?.example).toBe(examples[0]);
    tell({ kind: 'token', request: 3, text: 'new', logp: 0 });
    expect(store.getState().answers.get('base')?.tokens).toEqual([{ text: 'new', logp: 0 }]);
  });

  it('say why there is none, and ask again after the trainer has been started anew', () => {
    const store = open();
    store.getState().ask([base, rl], examples[0]);
    tell({ kind: 'failed', run: null, request: 1, message: 'Not trained.' });
    expect(store.getState().answers.get('base')).toMatchObject({ request: null, failure: 'Not trained.' });
    tell({ kind: 'opened', backend: 'wasm', device: 'd', note: null, isFault: false });
    store.getState().ask([base, rl], examples[0]);
    expect(sent.map(({ model }) => model)).toEqual([base.model, rl.model, rl.model]);
  });

  it('usually take the median of at least three to prompts of one length, by one trainer', () => {
    const store = open();
    const time = () => usualTime(store.getState().answers.get('base') as AnswerState);
    const next = (milliseconds: number, promptTokens = 50) => {
      store.getState().ask([base], { ...examples[0] });
      tell(answer(sent.length, milliseconds, promptTokens));
    };
    next(49);
    next(18);
    expect(time()).toBeNull();
    next(31);
    expect(time()).toEqual({ milliseconds: 31, answers: 3 });
    next(17);
    expect(time()).toEqual({ milliseconds: 24.5, answers: 4 });
    next(90, 97);
    expect(time()).toBeNull();
    next(19);
    expect(time()).toEqual({ milliseconds: 19, answers: 5 });
    tell({ kind: 'opened', backend: 'wasm', device: 'd', note: null, isFault: false });
    expect(time()).toBeNull();
  });

  it('are asked for later when there is no trainer yet', () => {
    const store = open();
    ready = false;
    store.getState().ask([base], examples[0]);
    expect(store.getState().answers.size).toBe(0);
    ready = true;
    store.getState().ask([base], examples[0]);
    expect(sent).toHaveLength(1);
  });

  it('ask once more what was withdrawn before it was answered', () => {
    const store = open();
    store.getState().ask([base, rl], examples[0]);
    store.getState().ask([base], examples[1]);
    expect(withdrawn).toEqual([1, 2]);
    store.getState().ask([base, rl], examples[0]);
    expect(sent.slice(3).map(({ model, example }) => [model.of, example])).toEqual([
      ['base', examples[0]],
      ['run', examples[0]],
    ]);
  });
});
