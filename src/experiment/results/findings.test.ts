import { describe, expect, it } from 'vitest';
import type { Method } from '../plan/methods';
import { resultRowOf } from '../testing/records';
import { contrastsOf } from './contrasts';
import { answersOf, QUESTIONS } from './findings';
import { summarize } from './summary';

const rowsOf = (method: Method, accuracies: readonly number[]) =>
  accuracies.map((accuracy, i) => resultRowOf({ method, seed: i + 1, accuracy }));

describe('answersOf', () => {
  const rows = [
    ...rowsOf('cot-sft', [0.4, 0.45, 0.35]),
    ...rowsOf('vm-cpt+cot-sft', [0.5, 0.56, 0.44]),
    ...rowsOf('trimpi-dapo', [0.9, 0.5, 0.7]),
  ];
  const answerTo = (a: Method, b: Method) =>
    answersOf(rows)[QUESTIONS.findIndex((one) => one.a === a && one.b === b)];

  it('pairs by seed and holds what its table holds after correction', () => {
    const gain = answerTo('vm-cpt+cot-sft', 'cot-sft');
    expect(gain?.difference.mean).toBeCloseTo(0.1, 10);
    expect(gain?.holds).toBe(true);
    expect(answerTo('trimpi-dapo', 'vm-cpt+cot-sft')?.holds).toBe(false);
  });

  it('has no answer where a row is missing', () => {
    expect(answerTo('trimpi-poro-dapo', 'trimpi-dapo')).toBeNull();
  });

  it('asks of accuracies only what the contrasts correct', () => {
    for (const { a, b } of QUESTIONS.filter(({ measure }) => measure === 'accuracy')) {
      const table = summarize([...rowsOf(a, [0.5, 0.6, 0.7]), ...rowsOf(b, [0.1, 0.1, 0.1])]);
      expect(contrastsOf(table), `${a} − ${b}`).toHaveLength(1);
    }
  });
});
