import { type Proportion, wilson } from '../../evaluate/proportion';
import type { AnswerRow } from '../record/answer-rows';
import type { Question } from '../record/questions';

/** What answers to a set of questions come to, where an answer is right or wrong. */
export interface SetResult {
  /** The share of right answers, with its 95 % interval. */
  readonly accuracy: Proportion;
  /** Right answers of each case, in the order of the cases' names. */
  readonly byCase: readonly CaseResult[];
}

export interface CaseResult {
  readonly policy: string;
  /** The right answer, as one word (Example.answerClass). */
  readonly right: string;
  readonly hits: number;
  readonly n: number;
}

type Asked = Pick<Question, 'policy' | 'right'>;

/** @param rows the answers to the questions, in their order */
export function setResult(
  questions: readonly Asked[],
  rows: readonly Pick<AnswerRow, 'accuracy'>[],
): SetResult {
  const cases = new Map<string, CaseResult>();
  questions.forEach(({ policy, right }, i) => {
    const key = `${policy} ${right}`;
    const { hits, n } = cases.get(key) ?? { hits: 0, n: 0 };
    cases.set(key, { policy, right, hits: hits + (rows[i].accuracy === 1 ? 1 : 0), n: n + 1 });
  });
  const order = (one: CaseResult, other: CaseResult) =>
    `${one.policy} ${one.right}`.localeCompare(`${other.policy} ${other.right}`, 'en', { numeric: true });
  const byCase = [...cases.values()].sort(order);
  const hits = byCase.reduce((sum, one) => sum + one.hits, 0);
  return { accuracy: wilson(hits, questions.length), byCase };
}

/** Always giving each policy's most frequent right answer: what accuracy on the set has to beat. */
export function setMajority(questions: readonly Asked[]): Proportion {
  const silent = questions.map(() => ({ accuracy: 0 }));
  const best = new Map<string, number>();
  for (const { policy, n } of setResult(questions, silent).byCase) {
    best.set(policy, Math.max(best.get(policy) ?? 0, n));
  }
  const hits = [...best.values()].reduce((sum, count) => sum + count, 0);
  return wilson(hits, questions.length);
}
