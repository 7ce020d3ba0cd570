import { describe, expect, it } from 'vitest';
import { wilson } from '../../evaluate/proportion';
import { setMajority, setResult } from './set-result';

const asked = (policy: string, right: string) => ({ policy, right });
const questions = [asked('A', '10'), asked('A', '2'), asked('A', '2'), asked('B', '2'), asked('B', '7')];
const rows = [1, 1, 0, 0, 1].map((accuracy) => ({ accuracy }));

describe('the result on a set', () => {
  it('has the accuracy with its interval, and right answers per case', () => {
    expect(setResult(questions, rows)).toEqual({
      accuracy: wilson(3, 5),
      byCase: [
        { policy: 'A', right: '2', hits: 1, n: 2 },
        { policy: 'A', right: '10', hits: 1, n: 1 },
        { policy: 'B', right: '2', hits: 0, n: 1 },
        { policy: 'B', right: '7', hits: 1, n: 1 },
      ],
    });
  });

  it('is compared with always giving each policy’s commonest answer', () => {
    expect(setMajority(questions)).toEqual(wilson(3, 5));
    expect(setMajority([asked('A', '1'), asked('A', '1'), asked('B', '1')])).toEqual(wilson(3, 3));
  });
});
