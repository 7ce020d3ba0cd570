import type { Answer } from '../../evaluate/answers';
import { VOCABULARY } from '../../sequence/vocabulary';
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
  /** The texts of its tokens, one per line. */
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
  const texts = tokens.map((id) => taskTokenText(task, id));
  const isReasoned = texts[0] === '<think>';
  const counted = Object.entries(judgement.errors).filter(([, count]) => count > 0);
  return {
    tokens: texts.join('\n'),
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
  const texts = row.tokens === '' ? [] : row.tokens.split('\n');
  const ids = idsOf(task);
  const view = {
    tokens: texts.map((text, i) => ({
      text,
      logp: Math.log(Math.max(LEAST, probabilityOf(row.probabilities[i] ?? '!'))),
    })),
    // Whoever wrote the file may have invented words: they are passed over as padding is.
    reasoning: task.read(texts.map((text) => ids.get(text) ?? 0)),
    correct: row.accuracy === 1,
    ...(row.parts ? { parts: row.parts } : {}),
  };
  return { ...view, firstError: reasons(view) ? row.firstError : null };
}

const idsByTask = new WeakMap<Task, ReadonlyMap<string, number>>();

/** The tokens of a task by what people are shown for them. */
function idsOf(task: Task): ReadonlyMap<string, number> {
  let ids = idsByTask.get(task);
  if (!ids) {
    // Of two tokens with one text the first counts.
    const pairs = Array.from({ length: VOCABULARY }, (_, id) => [taskTokenText(task, id), id] as const);
    ids = new Map(pairs.reverse());
    idsByTask.set(task, ids);
  }
  return ids;
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
