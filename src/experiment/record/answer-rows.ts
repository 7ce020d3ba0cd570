import type { Answer } from '../../evaluate/answers';
import { THINK } from '../../sequence/vocabulary';
import { ERROR_CLASSES, type ErrorClass, type ScoreParts, type Task, taskTokenText } from '../../tasks/task';
import { type ResponseView, reasons } from './run-record';

/** Every answer of an evaluation, in the order of the record's questions. */
export interface EvaluatedAnswers {
  /** Evaluation 1; null for the base, which is not asked without the policy. */
  readonly withoutPolicy: readonly AnswerRow[] | null;
  /** Evaluation 2. */
  readonly withPolicy: readonly AnswerRow[];
  /** Evaluation 3. */
  readonly override: readonly AnswerRow[];
}

/** One answer, compactly: what was said, what it scored, what was wrong with its reasoning. */
export interface AnswerRow {
  /** The ids of its tokens, with blanks between them: words are only ever appended to the vocabulary, so they stay what they are. */
  readonly tokens: string;
  /** The probability of each token to about a hundredth, a character each: {@link probabilityOf}. */
  readonly probabilities: string;
  /** The answer as one word; null where there is none. */
  readonly said: string | null;
  /** 0 to 1. */
  readonly accuracy: number;
  /** What accuracy is the mean of; absent in tasks without partial credit. */
  readonly parts?: ScoreParts;
  /** Class of the first error of the reasoning; null where there is none. */
  readonly firstError: ErrorClass | null;
  /** Errors of the reasoning by class; absent where there is none. */
  readonly errors?: { readonly [E in ErrorClass]?: number };
}

/** Characters from "!" to "}": a probability in 92 steps. */
const FIRST_CHAR = 33;
const STEPS = 92;

export function answerRow(task: Task, { tokens, logps, score, judgement }: Answer): AnswerRow {
  const isReasoned = tokens[0] === THINK;
  const counted = Object.entries(judgement.errors).filter(([, count]) => count > 0);
  return {
    tokens: tokens.join(' '),
    probabilities: logps.map(charOf).join(''),
    said: task.answerClass(tokens),
    accuracy: score.accuracy,
    ...(score.parts ? { parts: score.parts } : {}),
    firstError: isReasoned ? judgement.firstError : null,
    ...(isReasoned && counted.length > 0 ? { errors: Object.fromEntries(counted) } : {}),
  };
}

function charOf(logp: number): string {
  const step = Math.round(STEPS * Math.exp(logp));
  return String.fromCharCode(FIRST_CHAR + Math.min(STEPS, Math.max(0, Number.isFinite(step) ? step : 0)));
}

/** What a character of {@link AnswerRow.probabilities} says, 0 to 1. */
export function probabilityOf(char: string): number {
  return (char.charCodeAt(0) - FIRST_CHAR) / STEPS;
}

/** Least probability that is shown for a token that has been sampled. */
const LEAST = 0.5 / STEPS;

/** The response that a row was made of, as the screens show it. */
export function responseOfRow(task: Task, row: AnswerRow): ResponseView {
  const ids = row.tokens === '' ? [] : row.tokens.split(' ').map(Number);
  const view = {
    tokens: ids.map((id, i) => ({
      text: taskTokenText(task, id),
      logp: Math.log(Math.max(LEAST, probabilityOf(row.probabilities[i] ?? '!'))),
    })),
    reasoning: task.read(ids),
    correct: row.accuracy === 1,
    ...(row.parts ? { parts: row.parts } : {}),
  };
  return { ...view, firstError: reasons(view) ? row.firstError : null };
}

/** Errors of a set of answers, and how many of the answers have any. */
export interface ErrorCount {
  readonly errors: number;
  readonly answers: number;
  readonly byClass: { readonly [E in ErrorClass]?: number };
}

export function countErrors(rows: readonly AnswerRow[]): ErrorCount {
  const byClass: { [E in ErrorClass]?: number } = {};
  for (const { errors = {} } of rows) {
    for (const name of ERROR_CLASSES) {
      if (errors[name]) byClass[name] = (byClass[name] ?? 0) + errors[name];
    }
  }
  return {
    errors: Object.values(byClass).reduce((sum, count) => sum + count, 0),
    answers: rows.filter(({ errors }) => errors).length,
    byClass,
  };
}
