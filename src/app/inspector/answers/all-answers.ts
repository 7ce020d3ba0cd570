import {
  type AnswerRow,
  countErrors,
  type EvaluatedAnswers,
  responseOfRow,
} from '../../../experiment/record/answer-rows';
import { type Question, type Questions, viewOf } from '../../../experiment/record/questions';
import { taskOfView } from '../../../tasks/registry';
import type { ErrorClass } from '../../../tasks/task';
import type { InspectorItem } from '../inspector-items';

/** What an evaluation put in the prompt. */
export type Setting = keyof EvaluatedAnswers;

/** One question with the answer to it. */
export interface Asked {
  /** Its place among the questions. */
  readonly at: number;
  readonly question: Question;
  readonly row: AnswerRow;
}

export interface AllAnswers {
  readonly questions: Questions;
  /** Those settings that the stage was asked in. */
  readonly asked: { readonly [S in Setting]?: readonly Asked[] };
}

/** Every answer of a stage's evaluation; null where the record has a few of them only. */
export function allAnswers(
  questions: Questions | undefined,
  answers: EvaluatedAnswers | undefined,
): AllAnswers | null {
  if (!questions || !answers) return null;
  const pair = (asked: readonly Question[], rows: readonly AnswerRow[] | null) =>
    // A file may hold the answers to other questions.
    rows && rows.length === asked.length
      ? rows.map((row, at) => ({ at, question: asked[at], row }))
      : undefined;
  const settings = {
    withoutPolicy: pair(questions.asked, answers.withoutPolicy),
    withPolicy: pair(questions.asked, answers.withPolicy),
    override: pair(questions.overridden, answers.override),
  };
  return { questions, asked: settings };
}

/** Which answers to show; null: all. */
export interface AnswerFilter {
  readonly policy: string | null;
  /** The right answer, as one word. */
  readonly right: string | null;
  /** What was answered, as one word; NOTHING: no answer. */
  readonly said: string | null;
  readonly verdict: 'right' | 'wrong' | null;
  readonly error: ErrorClass | null;
}

export const NO_FILTER: AnswerFilter = { policy: null, right: null, said: null, verdict: null, error: null };
export const NOTHING = '';

export function filterAnswers(answers: readonly Asked[], filter: AnswerFilter): readonly Asked[] {
  const { policy, right, said, verdict, error } = filter;
  return answers.filter(
    ({ question, row }) =>
      (policy === null || question.policy === policy) &&
      (right === null || question.right === right) &&
      (said === null || (row.said ?? NOTHING) === said) &&
      (verdict === null || isRight(row) === (verdict === 'right')) &&
      (error === null || (row.errors?.[error] ?? 0) > 0),
  );
}

export function isRight({ accuracy }: AnswerRow): boolean {
  return accuracy === 1;
}

/** "38 of 256 wrong; 64 errors of reasoning in 40 answers, 36 of them wrong". */
export interface AnswerCounts {
  readonly answers: number;
  readonly right: number;
  readonly errors: number;
  /** Answers whose reasoning has an error, and those of them that are wrong. */
  readonly withErrors: number;
  readonly wrongWithErrors: number;
  readonly byClass: { readonly [E in ErrorClass]?: number };
}

export function countAnswers(answers: readonly Asked[]): AnswerCounts {
  const rows = answers.map(({ row }) => row);
  const counted = countErrors(rows);
  return {
    answers: rows.length,
    right: rows.filter(isRight).length,
    errors: counted.errors,
    withErrors: counted.answers,
    wrongWithErrors: rows.filter((row) => row.errors && !isRight(row)).length,
    byClass: counted.byClass,
  };
}

/** Accuracy of a group of answers, with its number. */
export interface Share {
  readonly name: string;
  /** Mean credit, 0 to 1. */
  readonly accuracy: number;
  readonly answers: number;
}

/** Accuracy per policy, or per right answer; in the order of names. */
export function sharesBy(answers: readonly Asked[], of: 'policy' | 'right'): readonly Share[] {
  return names(answers.map(({ question }) => question[of])).map((name) => {
    const group = answers.filter(({ question }) => question[of] === name);
    const credit = group.reduce((sum, { row }) => sum + row.accuracy, 0);
    return { name, accuracy: credit / group.length, answers: group.length };
  });
}

/** What was answered where what was right: counts, rows the right answers, columns what was said. */
export interface Confusion {
  readonly right: readonly string[];
  /** NOTHING stands last, where there was no answer. */
  readonly said: readonly string[];
  count(right: string, said: string): number;
}

export function confusionOf(answers: readonly Asked[]): Confusion {
  const counts = new Map<string, number>();
  const key = (right: string, said: string) => `${right}\n${said}`;
  for (const { question, row } of answers) {
    const place = key(question.right, row.said ?? NOTHING);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const right = names(answers.map(({ question }) => question.right));
  const said = names(answers.map(({ row }) => row.said ?? NOTHING)).filter((name) => name !== NOTHING);
  const isSilent = answers.some(({ row }) => row.said === null);
  // What is right stands in the columns in the same order, so that right answers make a diagonal.
  const columns = [...right, ...said.filter((name) => !right.includes(name)), ...(isSilent ? [NOTHING] : [])];
  return { right, said: columns, count: (one, other) => counts.get(key(one, other)) ?? 0 };
}

/** Each name once; numbers by their size. */
function names(all: readonly string[]): string[] {
  return [...new Set(all)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** An answer as the inspector takes it apart. */
export function itemOf(
  { questions }: AllAnswers,
  setting: Setting,
  { at, question, row }: Asked,
): InspectorItem {
  const example = viewOf(questions, question);
  const response = responseOfRow(taskOfView(example), row);
  return {
    key: `${setting} ${at}`,
    title: `question ${at + 1}`,
    example,
    outcome: { example, policyInPrompt: setting !== 'withoutPolicy', response },
  };
}
