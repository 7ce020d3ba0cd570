import { describe, expect, it } from 'vitest';
import type { AnswerRow } from '../../../experiment/record/answer-rows';
import {
  allAnswers,
  confusionOf,
  countAnswers,
  filterAnswers,
  NO_FILTER,
  NOTHING,
  sharesBy,
} from './all-answers';

const question = (policy: string, right: string) => ({ view: {}, policy, right });
const row = (said: string | null, accuracy: number, errors?: AnswerRow['errors']): AnswerRow => ({
  tokens: '',
  probabilities: '',
  said,
  accuracy,
  firstError: errors ? 'recall' : null,
  ...(errors ? { errors } : {}),
});
const questions = {
  parts: [],
  asked: [question('A', '10'), question('A', '2'), question('B', '2'), question('B', '2')],
  overridden: [],
};
const rows = [
  row('10', 1),
  row('10', 0, { recall: 2 }),
  row('2', 1, { perception: 1 }),
  row(null, 0, { recall: 1 }),
];
const all = allAnswers(questions, { withoutPolicy: rows, withPolicy: rows.slice(1), override: [] });
const asked = all?.asked.withoutPolicy ?? [];

describe('all answers of an evaluation', () => {
  it('are there where question and answer belong together', () => {
    expect(asked).toHaveLength(4);
    expect(all?.asked.withPolicy).toBeUndefined();
    expect(allAnswers(undefined, { withoutPolicy: rows, withPolicy: rows, override: [] })).toBeNull();
  });

  it('are counted by what is counted: answers, wrong ones, errors', () => {
    expect(countAnswers(asked)).toEqual({
      answers: 4,
      right: 2,
      errors: 4,
      withErrors: 3,
      wrongWithErrors: 2,
      byClass: { recall: 3, perception: 1 },
    });
  });

  it.each([
    [{ policy: 'B' }, [2, 3]],
    [{ right: '2', said: NOTHING }, [3]],
    [{ verdict: 'wrong' as const }, [1, 3]],
    [{ verdict: 'right' as const, error: 'perception' as const }, [2]],
    [{}, [0, 1, 2, 3]],
  ])('are filtered by %o', (filter, places) => {
    expect(filterAnswers(asked, { ...NO_FILTER, ...filter }).map(({ at }) => at)).toEqual(places);
  });

  it('have accuracy by policy and by right answer, numbers in their order', () => {
    expect(sharesBy(asked, 'policy')).toEqual([
      { name: 'A', accuracy: 0.5, answers: 2 },
      { name: 'B', accuracy: 0.5, answers: 2 },
    ]);
    expect(sharesBy(asked, 'right').map(({ name }) => name)).toEqual(['2', '10']);
  });

  it('make a grid with right answers on its diagonal and silence at its end', () => {
    const grid = confusionOf(asked);
    expect(grid.right).toEqual(['2', '10']);
    expect(grid.said).toEqual(['2', '10', NOTHING]);
    expect(grid.right.map((right) => grid.said.map((said) => grid.count(right, said)))).toEqual([
      [1, 1, 1],
      [0, 1, 0],
    ]);
  });
});
