import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExampleView, ResponseView, TokenView } from '../../experiment/record/run-record';
import type { TrainerEvent } from '../../worker/protocol';
import type { Contestant } from './contestants';
import type { RunActions } from './run-store';

/** What one contestant says. A new question leaves the last answer standing until its own is there. */
export interface AnswerState {
  /** What was asked last. */
  readonly example: ExampleView;
  /** Number of the question while it is unanswered. */
  readonly request: number | null;
  /** Tokens so far, of the question asked last as soon as it has any. */
  readonly tokens: readonly TokenView[];
  readonly given: GivenAnswer | null;
  /**
   * Milliseconds that answers took in this visit, by the length of their prompt: one alone may have had to wait, and times of
   * prompts of different lengths do not compare.
   */
  readonly times: ReadonlyMap<number, readonly number[]>;
  /** Why the question asked last has no answer, as a sentence. */
  readonly failure: string | null;
}

export interface GivenAnswer {
  readonly example: ExampleView;
  readonly response: ResponseView;
  readonly promptTokens: number;
}

/** What an answer usually takes: the median of so many answers. */
export interface UsualTime {
  readonly milliseconds: number;
  readonly answers: number;
}

/** Below this many answers a median says little. */
const ENOUGH_ANSWERS = 3;

/** The usual time of answers to prompts as long as the last one; null until there have been enough. */
export function usualTime({ given, times }: Pick<AnswerState, 'given' | 'times'>): UsualTime | null {
  const all = [...((given && times.get(given.promptTokens)) ?? [])].sort((a, b) => a - b);
  if (all.length < ENOUGH_ANSWERS) return null;
  const middle = all.length >> 1;
  const milliseconds = all.length % 2 === 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
  return { milliseconds, answers: all.length };
}

export interface AnswerStore {
  readonly answers: ReadonlyMap<string, AnswerState>;
  /** Asks those who are to be asked and have not been asked this example; questions about another one are withdrawn. */
  ask(contestants: readonly Contestant[], example: ExampleView): void;
}

/** The part of the run store that answers come from. */
export type AnswerSource = Pick<RunActions, 'send' | 'withdraw' | 'listen'>;

export function createAnswerStore(source: AnswerSource): StoreApi<AnswerStore> {
  const store = createStore<AnswerStore>((set, get) => ({
    answers: new Map(),
    ask(contestants, example) {
      const answers = new Map(get().answers);
      const outdated: number[] = [];
      for (const [key, answer] of answers) {
        const { request, example: asked, given } = answer;
        if (request === null || asked === example) continue;
        outdated.push(request);
        // Whoever is asked the same once more has not been asked.
        if (given)
          answers.set(key, {
            ...answer,
            request: null,
            example: given.example,
            tokens: given.response.tokens,
          });
        else answers.delete(key);
      }
      if (outdated.length > 0) source.withdraw(outdated);
      for (const { key, model, policyInPrompt, unasked } of contestants) {
        if (unasked !== null) continue;
        const known = answers.get(key);
        if (known?.example === example) continue;
        const request = source.send(model, example, policyInPrompt);
        if (request === null) continue;
        const { tokens, given, times } = known ?? { tokens: [], given: null, times: new Map() };
        answers.set(key, { example, request, tokens, given, times, failure: null });
      }
      set({ answers });
    },
  }));
  source.listen((events) => {
    const before = store.getState().answers;
    const after = events.reduce(applyEvent, before);
    if (after !== before) store.setState({ answers: after });
  });
  return store;
}

type Answers = AnswerStore['answers'];

function applyEvent(answers: Answers, event: TrainerEvent): Answers {
  switch (event.kind) {
    case 'token':
      return answered(answers, event.request, (answer) => {
        // The first token of a question takes the place of the answer to the one before.
        const stale = answer.given !== null && answer.tokens === answer.given.response.tokens;
        const token = { text: event.text, logp: event.logp };
        return { ...answer, tokens: stale ? [token] : [...answer.tokens, token] };
      });
    case 'answered': {
      const { response, promptTokens, milliseconds } = event;
      return answered(answers, event.request, (answer) => ({
        ...answer,
        request: null,
        tokens: response.tokens,
        given: { example: answer.example, response, promptTokens },
        times: new Map(answer.times).set(promptTokens, [
          ...(answer.times.get(promptTokens) ?? []),
          milliseconds,
        ]),
      }));
    }
    case 'failed':
      return event.request === undefined
        ? answers
        : answered(answers, event.request, (answer) => ({
            ...answer,
            request: null,
            failure: event.message,
          }));
    case 'opened':
      // Another trainer: what the last one had not answered it never will, and its own speed is another.
      return new Map(
        [...answers].flatMap(([key, answer]) =>
          answer.request === null ? [[key, { ...answer, times: new Map() }] as const] : [],
        ),
      );
    default:
      return answers;
  }
}

function answered(answers: Answers, request: number, change: (answer: AnswerState) => AnswerState): Answers {
  const found = [...answers].find(([, answer]) => answer.request === request);
  return found ? new Map(answers).set(found[0], change(found[1])) : answers;
}
