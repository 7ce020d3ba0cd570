import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import type { ObjectAttributes } from '../../../scene/scene-graph';
import { generatePolicy, relabelled } from './generator';
import { policyText } from './policy-text';
import { parsePolicyText } from './policy-text-parser';
import type { Policy } from './policy-tree';
import { goldReasoning, OBJECT_KINDS } from './walk';

const policies: fc.Arbitrary<Policy> = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.boolean())
  .map(([seed, layers, fresh]) => {
    const random = RandomStream.of(seed);
    const policy = generatePolicy(random, layers, `L${layers}-Suri`);
    return fresh ? relabelled(policy, random) : policy;
  });

/** Follows the text as a reader would, word by word, knowing nothing of trees. */
function followText(text: string, objects: readonly ObjectAttributes[]): { path: string[]; answer: string } {
  const path: string[] = [];
  let place = 'Condition 1';
  while (place.startsWith('Condition')) {
    path.push(place);
    const body = text.split(`# ${place}\n`)[1].split('\n#')[0];
    const [first, second] = body.trim().split('\n');
    const words = first.split('If there is a ')[1].split(' in the image')[0].split(' ');
    const fits = (object: ObjectAttributes) =>
      words.every((word) => word === 'object' || (Object.values(object) as string[]).includes(word));
    const sentence = objects.some(fits) ? first : second;
    place = /(?:go to|respond with) (.+)\.$/.exec(sentence)?.[1] ?? 'lost';
  }
  return { path, answer: place };
}

const good = `Policy L2-Suri

Look at the image.

# Condition 1
If there is a cyan object in the image, go to Condition 1.1.
Otherwise, respond with Case 2.

# Condition 1.1
If there is a small cyan object in the image, respond with Case 0.
Otherwise, respond with Case 1.
`;

/** Line and message of every error after replacing `part` by `other`. */
function errorsAfter(part: string, other: string): string[] {
  expect(good).toContain(part);
  const result = parsePolicyText(good.replace(part, other));
  return result.ok ? [] : result.errors.map((error) => `${error.line}: ${error.message}`);
}

describe('policyText', () => {
  it('reads like this', () => {
    const parsed = parsePolicyText(good);
    expect(parsed.ok && policyText(parsed.policy).split('\n').slice(4)).toEqual(good.split('\n').slice(4));
    expect(parsed.ok && parsed.policy.root).toEqual({
      kind: 'decision',
      label: 1,
      condition: { color: 'cyan' },
      asks: 'color',
      whenTrue: {
        kind: 'decision',
        label: 2,
        condition: { color: 'cyan', size: 'small' },
        asks: 'size',
        whenTrue: { kind: 'response', caseNumber: 0 },
        whenFalse: { kind: 'response', caseNumber: 1 },
      },
      whenFalse: { kind: 'response', caseNumber: 2 },
    });
  });

  it('followed by a reader leads to the gold case along the gold path', () => {
    fc.assert(
      fc.property(policies, fc.integer(), fc.integer({ min: 0, max: 10 }), (policy, seed, count) => {
        const random = RandomStream.of(seed);
        const objects = Array.from({ length: count }, () => random.pick(OBJECT_KINDS));
        const gold = goldReasoning(policy, objects);
        const followed = followText(policyText(policy), objects);
        expect(followed.answer).toBe(`Case ${gold.caseNumber}`);
        expect(followed.path.length).toBe(gold.steps.length);
      }),
    );
  });

  it('round-trips', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(parsePolicyText(policyText(policy))).toEqual({ ok: true, policy });
      }),
    );
  });
});

describe('parsePolicyText', () => {
  it('does not mind order of sections, line breaks, spacing, capitals and the words of the instruction', () => {
    const [head, first, second] = good.split(/(?=# Condition)/);
    const loose = `\r\n${head}More words.\n${second}\n\n${first}`
      .replace('in the image', 'in   the\n image')
      .replace('# Condition 1\n', '  ## condition 1  \r\n')
      .replace('a cyan', 'A CYAN')
      .replace('go to', 'Go to');
    expect(parsePolicyText(loose)).toEqual(parsePolicyText(good));
    expect(parsePolicyText(loose).ok).toBe(true);
  });

  it.each([
    ['a missing name', 'Policy L2-Suri\n', 'Rules\n', ['1: The text must begin']],
    ['a wrong name', 'L2-Suri', 'L9-Suri', ['1: "L9-Suri" is not a policy name']],
    ['too many layers', 'L2-Suri', 'L1-Suri', ['9: Condition 1.1 is condition number 2']],
    ['a strange heading', '# Condition 1.1', '# Kondition 1.1', ['9: "# Kondition 1.1" is not a heading']],
    ['a strange label', '# Condition 1.1', '# Condition 1.3', ['9: "Condition 1.3" cannot exist']],
    [
      'a duplicate section',
      '# Condition 1.1',
      '# Condition 1',
      ['9: Condition 1 already has a section, at line 5'],
    ],
    ['an unknown value', 'a cyan', 'a pink', ['6: "pink" is not an attribute value']],
    ['two values of a type', 'a cyan', 'a red cyan', ['6: "red" and "cyan" are two values of color']],
    ['no value', 'a cyan object', 'an object', ['6: The description names no attribute']],
    ['no noun', 'a cyan object', 'a cyan', ['6: A description ends with']],
    ['a noun too many', 'a cyan object', 'a cube object', ['6: Leave out "object"']],
    ['an unknown case', 'Case 2', 'Case 64', ['7: "Case 64" does not exist']],
    ['a case that is no number', 'Case 2', 'Case two', ['7: "Case two" does not exist']],
    ['a strange target', 'go to Condition 1.1', 'give up', ['6: "give up" is neither']],
    [
      'a missing sentence',
      'Otherwise, respond with Case 2.',
      '',
      ['5: Condition 1 lacks a sentence like "Otherwise'],
    ],
    ['a strange sentence', 'Otherwise, respond', 'Else respond', ['7: This sentence is not understood']],
    [
      'a sentence twice',
      'Otherwise, respond with Case 1.',
      'Otherwise, respond with Case 1. Otherwise, respond with Case 3.',
      ['11: Condition 1.1 has more than one'],
    ],
    [
      'a missing section',
      'go to Condition 1.1.',
      'go to Condition 1.2.',
      ['6: Condition 1.2 has no section', '9: Nothing leads to Condition 1.1'],
    ],
    ['a case twice', 'Case 1.', 'Case 0.', ['9: Case 0 is already the response of Condition 1.1']],
    [
      'a section reached twice',
      'respond with Case 2',
      'go to Condition 1.1',
      ['7: Condition 1.1 is already reached from Condition 1'],
    ],
    [
      'a way back',
      'respond with Case 1',
      'go to Condition 1',
      ['11: Condition 1.1 leads back to Condition 1'],
    ],
    [
      'a loop',
      'respond with Case 1',
      'go to Condition 1.1',
      ['11: Condition 1.1 leads back to Condition 1.1'],
    ],
    [
      'a condition that forgets',
      'small cyan',
      'small',
      ['9: Condition 1.1 asks for "small object"; here it must add exactly one attribute to "cyan object"'],
    ],
    ['no start', '# Condition 1\n', '# Condition 1.2\n', ['1: There is no section "# Condition 1"']],
  ])('says where and what: %s', (_, part, other, messages) => {
    const errors = errorsAfter(part, other);
    expect(errors).toHaveLength(messages.length);
    for (const [i, message] of messages.entries()) expect(errors[i]).toContain(message);
  });

  it('reports several errors at once, in the order of the lines', () => {
    const result = parsePolicyText(
      good.replace('L2', 'L0').replace('Case 2', 'Case 99').replace('small', 'tiny'),
    );
    expect(!result.ok && result.errors.map((error) => error.line)).toEqual([1, 7, 10]);
  });

  it('asks again after no: refused', () => {
    const text = good
      .replace('go to Condition 1.1', 'respond with Case 3')
      .replace('respond with Case 2', 'go to Condition 1.1');
    const result = parsePolicyText(text.replace('small cyan object', 'cyan object'));
    expect(!result.ok && result.errors[0].message).toContain('cyan although that was answered no');
  });

  it('never throws, and what it accepts round-trips', () => {
    const pieces = good
      .split(/(?<=\s)/)
      .concat(['# Condition 1.2\n', 'Case 3.\n', '…', '.', '#', '\0', '__proto__ ']);
    const mutated = fc
      .array(fc.tuple(fc.nat(pieces.length), fc.nat(2), fc.constantFrom(...pieces)), { maxLength: 4 })
      .map((edits) => {
        const words = good.split(/(?<=\s)/);
        for (const [at, removed, inserted] of edits) words.splice(at, removed, inserted);
        return words.join('');
      });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutated), (text) => {
        const result = parsePolicyText(text);
        if (result.ok) expect(parsePolicyText(policyText(result.policy))).toEqual(result);
        else expect(result.errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
