import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import type { ObjectAttributes } from '../../../scene/scene-graph';
import { generatePolicy, relabelled } from './generator';
import { judgeReasoning } from './judge';
import { parsePolicyJson } from './policy-json';
import type { ReasoningStep } from './policy-tree';
import { goldReasoning, OBJECT_KINDS } from './walk';

const policy = parsePolicyJson({
  name: 'L2-Suri',
  layers: 2,
  root: [1, 'cyan', [2, 'small', 0, 1], [3, 'red', 2, 3]],
});
/** Cyan: yes. Small cyan: no. So the answer is Case 1. */
const objects: ObjectAttributes[] = [
  { size: 'large', color: 'cyan', material: 'metal', shape: 'cube' },
  { size: 'small', color: 'red', material: 'rubber', shape: 'sphere' },
];
const cyan: ReasoningStep = { label: 1, condition: { color: 'cyan' }, verdict: true };
const smallCyan: ReasoningStep = { label: 2, condition: { color: 'cyan', size: 'small' }, verdict: false };
const red: ReasoningStep = { label: 3, condition: { color: 'red' }, verdict: true };

function judge(steps: ReasoningStep[], caseNumber: number | null) {
  return judgeReasoning(policy, objects, { steps, caseNumber });
}

describe('judgeReasoning', () => {
  it('gives the gold reasoning 10, and anything else less', () => {
    const other = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.boolean());
    fc.assert(
      fc.property(other, ([seed, layers, fresh]) => {
        const random = RandomStream.of(seed);
        const plain = generatePolicy(random, layers, `L${layers}-Suri`);
        const policy = fresh ? relabelled(plain, random) : plain;
        const draw = () => Array.from({ length: 5 }, () => random.pick(OBJECT_KINDS));
        const [here, elsewhere] = [draw(), draw()];
        const gold = goldReasoning(policy, here);
        expect(judgeReasoning(policy, here, gold)).toMatchObject({
          score: 10,
          exact: true,
          errors: { recall: 0, perception: 0, branching: 0 },
          firstError: null,
          caseFollows: true,
        });
        // The right reasoning about another scene recalls and follows the policy perfectly: it only sees wrongly.
        const wrong = goldReasoning(policy, elsewhere);
        const judged = judgeReasoning(policy, here, wrong);
        const same = wrong.caseNumber === gold.caseNumber;
        expect(judged.exact).toBe(same);
        expect(judged.errors).toMatchObject({ recall: 0, branching: 0 });
        expect(judged.firstError).toBe(same ? null : 'perception');
        expect(judged.score < 10).toBe(!same);
      }),
    );
  });

  it.each<[string, ReasoningStep[], number | null, object]>([
    // 4 + 4 + 1 = 9 checks due unless noted.
    [
      'perception: one wrong verdict, followed through',
      [{ ...cyan, verdict: false }, red],
      2,
      {
        score: 80 / 9,
        errors: { recall: 0, perception: 1, branching: 0 },
        firstError: 'perception',
        caseFollows: true,
      },
    ],
    [
      'recall: the quoted conjunction is not the condition’s',
      [cyan, { ...smallCyan, condition: { color: 'red', size: 'large' } }],
      1,
      {
        score: 50 / 9,
        errors: { recall: 1, perception: 0, branching: 0 },
        firstError: 'recall',
        caseFollows: true,
      },
    ],
    // The unknown step passes nothing; the case cannot follow, which is not charged again.
    [
      'recall: an unknown label',
      [cyan, { ...smallCyan, label: 40 }],
      1,
      {
        score: 40 / 9,
        errors: { recall: 1, perception: 0, branching: 0 },
        firstError: 'recall',
        caseFollows: false,
      },
    ],
    [
      'branching: a jump to the wrong child',
      [cyan, red],
      2,
      {
        score: 80 / 9,
        errors: { recall: 0, perception: 0, branching: 1 },
        firstError: 'branching',
        caseFollows: true,
      },
    ],
    [
      'branching: the wrong case',
      [cyan, smallCyan],
      0,
      {
        score: 80 / 9,
        errors: { recall: 0, perception: 0, branching: 1 },
        firstError: 'branching',
        caseFollows: false,
      },
    ],
    [
      'branching: no case',
      [cyan, smallCyan],
      null,
      {
        score: 80 / 9,
        errors: { recall: 0, perception: 0, branching: 1 },
        firstError: 'branching',
        caseFollows: false,
      },
    ],
    [
      'branching: stops one step early, though with the right case',
      [cyan],
      1,
      {
        score: 40 / 9,
        errors: { recall: 0, perception: 0, branching: 1 },
        firstError: 'branching',
        caseFollows: false,
      },
    ],
    [
      'branching: starts in the middle',
      [smallCyan],
      1,
      {
        // The root is left out: four checks more are due.
        score: 40 / 9,
        errors: { recall: 0, perception: 0, branching: 1 },
        firstError: 'branching',
        caseFollows: true,
      },
    ],
    [
      'branching: no reasoning at all, though with the right case',
      [],
      1,
      {
        score: 0,
        errors: { recall: 0, perception: 0, branching: 1 },
        firstError: 'branching',
        caseFollows: false,
      },
    ],
    // 4 x 4 + 1 checks due; the two returns pass none.
    [
      'branching: going round',
      [cyan, cyan, cyan, smallCyan],
      1,
      {
        score: 90 / 17,
        errors: { recall: 0, perception: 0, branching: 2 },
        firstError: 'branching',
        caseFollows: true,
      },
    ],
    [
      'one of each',
      [
        { ...cyan, condition: { color: 'blue' } },
        { ...red, verdict: false },
      ],
      3,
      {
        score: 30 / 9,
        errors: { recall: 1, perception: 2, branching: 1 },
        firstError: 'recall',
        caseFollows: true,
      },
    ],
  ])('%s', (_, steps, caseNumber, expected) => {
    const { score, ...rest } = expected as { score: number };
    const judged = judge(steps, caseNumber);
    expect(judged).toMatchObject({ exact: false, ...rest });
    expect(judged.score).toBeCloseTo(score, 10);
  });

  it('gives next to nothing for walking another policy without a mistake', () => {
    const random = RandomStream.of(1, 'other policies');
    const scores = Array.from({ length: 200 }, () => {
      const [own, other] = [generatePolicy(random, 3, 'L3-Suri'), generatePolicy(random, 3, 'L3-Fapi')];
      const here = Array.from({ length: 5 }, () => random.pick(OBJECT_KINDS));
      return judgeReasoning(own, here, goldReasoning(other, here)).score;
    });
    expect(scores.reduce((a, b) => a + b) / scores.length).toBeLessThan(2.5);
  });

  it('judges each step on its own', () => {
    const unknown = { label: 9, condition: { shape: 'sphere' as const }, verdict: true };
    const allRight = { labelExists: true, conditionMatches: true, verdictCorrect: true, jumpFollows: true };
    expect(judge([cyan, unknown, red], 2).steps).toEqual([
      allRight,
      { labelExists: false, conditionMatches: false, verdictCorrect: true, jumpFollows: false },
      { ...allRight, jumpFollows: false },
    ]);
    expect(judge([cyan, unknown, red], 2).errors).toEqual({ recall: 1, perception: 0, branching: 0 });
  });
});
