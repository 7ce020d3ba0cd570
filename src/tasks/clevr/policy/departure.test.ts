import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { departureFrom } from './departure';
import { generatePolicy, relabelled } from './generator';
import { overridePolicy } from './override';
import { parsePolicyJson } from './policy-json';
import type { ReasoningStep } from './policy-tree';
import { blindReasoning } from './walk';

const policy = parsePolicyJson({
  name: 'L2-Suri',
  layers: 2,
  root: [1, 'cyan', [2, 'small', 0, 1], [3, 'red', 2, 3]],
});
const cyan: ReasoningStep = { label: 1, condition: { color: 'cyan' }, verdict: true };
const smallCyan: ReasoningStep = { label: 2, condition: { color: 'cyan', size: 'small' }, verdict: false };
const red: ReasoningStep = { label: 3, condition: { color: 'red' }, verdict: true };

const policies = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.boolean())
  .map(([seed, layers, fresh]) => {
    const random = RandomStream.of(seed);
    const plain = generatePolicy(random, layers, `L${layers}-Suri`);
    return { policy: fresh ? relabelled(plain, random) : plain, random };
  });

describe('departureFrom', () => {
  it('finds none in a walk of the policy, whatever the verdicts', () => {
    fc.assert(
      fc.property(policies, ({ policy, random }) => {
        expect(departureFrom(policy, blindReasoning(policy, random))).toBeNull();
      }),
    );
  });

  it('finds one in every walk with a step left out, another case, or another condition', () => {
    fc.assert(
      fc.property(policies, ({ policy, random }) => {
        const { steps, caseNumber } = blindReasoning(policy, random);
        const at = random.int(steps.length);
        expect(departureFrom(policy, { steps: steps.toSpliced(at, 1), caseNumber })?.kind).toBe('jump');
        expect(departureFrom(policy, { steps, caseNumber: null })?.kind).toBe('jump');
        expect(departureFrom(policy, { steps, caseNumber: (caseNumber ?? 0) + 64 })?.kind).toBe('jump');
        const garbled = { ...steps[at], condition: {} };
        expect(departureFrom(policy, { steps: steps.toSpliced(at, 1, garbled), caseNumber })?.kind).toBe(
          'quote',
        );
      }),
    );
  });

  it('finds one in most walks of another policy of the same name', () => {
    const { policy, random } = fc.sample(policies, { numRuns: 1, seed: 3 })[0];
    const other = overridePolicy(policy, random);
    const faithful = Array.from({ length: 50 }, () => departureFrom(policy, blindReasoning(other, random)));
    expect(faithful.filter((departure) => departure === null).length).toBeLessThan(25);
  });

  it.each([
    [
      [cyan, red],
      2,
      'jump',
      'Condition 1: yes, then Condition 1.2',
      'Condition 1: If there is a cyan object in the image, go to Condition 1.1.',
    ],
    [
      [cyan, { ...smallCyan, condition: { color: 'red', size: 'small' } }],
      1,
      'quote',
      'Condition 1.1: small red object',
      'Condition 1.1: a small cyan object',
    ],
    [
      [cyan, smallCyan],
      0,
      'jump',
      'Condition 1.1: no, then Case 0',
      'Condition 1.1: Otherwise, respond with Case 1.',
    ],
    [[{ ...cyan, label: 9 }], 1, 'quote', 'Condition 1.1.1.2: cyan object', 'There is no Condition 1.1.1.2.'],
    [[], 1, 'jump', 'first Case 1', 'Start at Condition 1.'],
    [[smallCyan], 1, 'jump', 'first Condition 1.1', 'Start at Condition 1.'],
  ] as const)(
    'says what was said and what stands in the policy: %#',
    (steps, caseNumber, kind, said, stands) => {
      const found = departureFrom(policy, { steps: [...steps], caseNumber });
      expect(found).toEqual({ kind, said, policy: stands });
    },
  );
});
