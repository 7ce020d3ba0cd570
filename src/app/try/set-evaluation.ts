import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StageName } from '../../experiment/plan/methods';
import type { AnswerRow } from '../../experiment/record/answer-rows';
import { createViewPacker, type Questions } from '../../experiment/record/questions';
import type { ModelRef } from '../../worker/protocol';
import type { RunActions } from '../state/run-store';
import type { RunView } from '../state/run-view';
import type { SetQuestion, SetQuestions, SetSource } from '../tasks/try-ui';

/** Who answers, and with what in the prompt. */
export const SETTINGS = ['base', 'withoutPolicy', 'withPolicy'] as const;
export type SetSetting = (typeof SETTINGS)[number];

/** A run's last model and its base, on a set of questions of the visitor's own. */
export interface SetEvaluation {
  readonly run: RunView;
  readonly stage: StageName;
  readonly source: SetSource;
  readonly note: string;
  readonly questions: readonly SetQuestion[];
  /** Of each setting, in the order of the questions. */
  readonly answers: { readonly [S in SetSetting]: readonly AnswerRow[] };
}

/** What is evaluated, on what. */
export interface EvaluationPlan {
  readonly run: RunView;
  readonly stage: StageName;
  readonly trained: ModelRef;
  readonly base: ModelRef;
  readonly choose: () => Promise<SetQuestions>;
}

export interface EvaluationStore {
  readonly state: 'rests' | 'chooses' | 'answers';
  /** The share of the answers that are there, 0 to 1. */
  readonly fraction: number;
  /** Why the last evaluation came to nothing, as a sentence. */
  readonly failure: string | null;
  readonly result: SetEvaluation | null;
  /** Evaluates; what was evaluated before stays until this is through. */
  evaluate(plan: EvaluationPlan): Promise<void>;
  stop(): void;
}

/** Answers that are asked for at once: a run, or a question about an edit, waits for so many at most. */
const CHUNK = 32;

export function createEvaluationStore(source: Pick<RunActions, 'answerAll'>): StoreApi<EvaluationStore> {
  /** Numbers evaluations: one that is not the latest has nothing more to say. */
  let latest = 0;
  return createStore<EvaluationStore>((set) => ({
    state: 'rests',
    fraction: 0,
    failure: null,
    result: null,
    async evaluate({ run, stage, trained, base, choose }) {
      latest += 1;
      const number = latest;
      const fail = (failure: string) => {
        if (number === latest) set({ state: 'rests', failure });
      };
      set({ state: 'chooses', fraction: 0, failure: null });
      const chosen = await choose();
      if (!chosen.ok) return fail(chosen.message);
      const { questions, source: from, note } = chosen;
      const answers: { [S in SetSetting]: AnswerRow[] } = { base: [], withoutPolicy: [], withPolicy: [] };
      for (const [done, setting] of SETTINGS.entries()) {
        const model = setting === 'base' ? base : trained;
        while (answers[setting].length < questions.length) {
          if (number !== latest) return;
          const at = answers[setting].length;
          set({ state: 'answers', fraction: (done + at / questions.length) / SETTINGS.length });
          const examples = questions.slice(at, at + CHUNK).map(({ example }) => example);
          const given = await source.answerAll(model, examples, setting !== 'withoutPolicy');
          if (!given.ok) return fail(given.message);
          answers[setting].push(...given.value);
        }
      }
      if (number !== latest) return;
      set({ state: 'rests', fraction: 1, result: { run, stage, source: from, note, questions, answers } });
    },
    stop() {
      latest += 1;
      set({ state: 'rests' });
    },
  }));
}

/** "1 scene", "2,000 scenes". */
export function counted(count: number, things: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? things.replace(/s$/, '') : things}`;
}

/** The questions of a set as a record has them; parts are shared where they are the same object. */
export function packedSet(questions: readonly SetQuestion[]): Questions {
  const { parts, packed } = createViewPacker((part) => part);
  const asked = questions.map(({ example, policy, right }) => ({ view: packed(example), policy, right }));
  return { asked, overridden: [], parts };
}
