import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { ACCOUNT_TYPES, versionNames } from '../../../sequence/tool-words';
import { type Profile, sampleProfile } from '../profile';
import { type Condition, conditionWords, parseConditionWords } from './condition';
import { answersAlike, freshPolicy } from './fresh';
import { overrideGtaPolicy } from './override';
import { type GtaPolicy, TOOL_NAMES, VERSIONED_TOOLS } from './policy';
import { OCR_REVERSED, PAPER_POLICY } from './policy-dataset';
import { gtaPolicyJson, parseGtaPolicyJson } from './policy-json';
import { gtaPolicyProblems } from './policy-problems';
import { conditionQuestion, gtaPolicyText, parseConditionQuestion } from './policy-text';
import { parseGtaPolicyText } from './policy-text-parser';
import { policyWords } from './policy-words';
import { policyConditions, ruleOf, toolNodes, walkRule } from './walk';

const seeds = fc.integer({ min: 0, max: 1e6 });
const fresh = (seed: number): GtaPolicy => freshPolicy(RandomStream.of(seed, 'rules'));

function name(policy: GtaPolicy, tool: string, profile: Profile, mathematics = false): string {
  const rule = policy.rules.find((one) => one.tool === tool);
  return rule ? walkRule(rule.root, { profile, mathematics }).name : '';
}

const user = (accountType: Profile['accountType'], credits: number, age = 40): Profile => ({
  accountType,
  credits,
  age,
});

describe("the paper's policy", () => {
  it.each([
    ['ImageDescription', user('A', 100), 'ImageDescription_v5'],
    ['ImageDescription', user('C', 501), 'ImageDescription_v4'],
    ['ImageDescription', user('B', 500), 'ImageDescription_v3'],
    ['ImageDescription', user('D', 501), 'ImageDescription_v2'],
    ['ImageDescription', user('D', 500), 'ImageDescription_v1'],
    ['OCR', user('D', 250), 'OCR_v5'],
    ['OCR', user('B', 251), 'OCR_v4'],
    ['OCR', user('C', 750), 'OCR_v3'],
    ['OCR', user('A', 751, 20), 'OCR_v2'],
    ['OCR', user('A', 751, 21), 'OCR_v1'],
    ['GoogleSearch', user('A', 900, 20), 'GoogleSearch_v1'],
    ['GoogleSearch', user('A', 499, 21), 'GoogleSearch_v2'],
    ['GoogleSearch', user('A', 500, 21), 'GoogleSearch_v3'],
    ['TextToImage', user('C', 0), 'TextToImage_v1'],
    ['TextToImage', user('D', 501), 'TextToImage_v2'],
    ['TextToImage', user('D', 500), 'TextToImage_v3'],
    ['RegionAttributeDescription', user('B', 1), 'RegionAttributeDescription_v2'],
    ['RegionAttributeDescription', user('C', 1), 'RegionAttributeDescription_v1'],
    ['CountGivenObject', user('A', 249), 'CountGivenObject_v1'],
    ['CountGivenObject', user('A', 250), 'CountGivenObject_v2'],
    ['CountGivenObject', user('A', 749), 'CountGivenObject_v3'],
    ['CountGivenObject', user('A', 750), 'CountGivenObject_v4'],
    ['ImageStylization', user('A', 1, 20), 'ImageStylization_v1'],
    ['ImageStylization', user('A', 1, 59), 'ImageStylization_v2'],
    ['ImageStylization', user('A', 1, 60), 'ImageStylization_v3'],
  ])('gives %s of %o as %s', (tool, profile, wanted) => {
    expect(name(PAPER_POLICY, tool, profile)).toBe(wanted);
  });

  it('reads mathematics with MathOCR, whoever the user is', () => {
    expect(name(PAPER_POLICY, 'OCR', user('A', 10), true)).toBe('MathOCR');
  });

  it('has 25 versions, 7 plain tools and 19 conditions', () => {
    expect(TOOL_NAMES).toHaveLength(32);
    expect(policyConditions(PAPER_POLICY)).toHaveLength(19);
    expect(policyWords(PAPER_POLICY).length).toBeLessThanOrEqual(330);
    for (const { tool, root } of PAPER_POLICY.rules) {
      const given = toolNodes(root)
        .map((node) => node.name)
        .filter((one) => one !== 'MathOCR');
      expect(given.sort()).toEqual(versionNames(tool));
    }
  });

  it('turned round in OCR changes OCR alone', () => {
    expect(name(OCR_REVERSED, 'OCR', user('D', 250))).toBe('OCR_v1');
    expect(name(OCR_REVERSED, 'OCR', user('A', 751, 21))).toBe('OCR_v5');
    for (const tool of VERSIONED_TOOLS) {
      const [a, b] = [PAPER_POLICY, OCR_REVERSED].map((policy) => ruleOf(policy, tool)?.root);
      expect(JSON.stringify(a) === JSON.stringify(b)).toBe(tool !== 'OCR');
    }
  });
});

describe('fresh policies', () => {
  it('are good policies in which every version has users, and never the rules of the paper', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const policy = fresh(seed);
        expect(gtaPolicyProblems(policy)).toEqual([]);
        expect(policyWords(policy).length).toBeLessThanOrEqual(330);
        const random = RandomStream.of(seed, 'users');
        for (const { tool, root } of policy.rules) {
          expect(answersAlike(root, (ruleOf(PAPER_POLICY, tool) as (typeof policy.rules)[0]).root)).toBe(
            false,
          );
          const found = new Set<string>();
          for (let i = 0; i < 4000 && found.size < versionNames(tool).length; i++) {
            found.add(walkRule(root, { profile: sampleProfile(random), mathematics: false }).name);
          }
          expect([...found].sort()).toEqual(versionNames(tool));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('differ from each other', () => {
    const texts = new Set(Array.from({ length: 50 }, (_, seed) => gtaPolicyText(fresh(seed))));
    expect(texts.size).toBe(50);
  });
});

describe('override', () => {
  it('keeps the name, replaces five of seven rules and leaves the others', () => {
    for (const seed of [1, 2, 3]) {
      const changed = overrideGtaPolicy(PAPER_POLICY, RandomStream.of(seed, 'override'));
      expect(changed.name).toBe(PAPER_POLICY.name);
      expect(gtaPolicyProblems(changed)).toEqual([]);
      const kept = changed.rules.filter(({ tool, root }) =>
        answersAlike(root, (ruleOf(PAPER_POLICY, tool) as (typeof changed.rules)[0]).root),
      );
      expect(kept).toHaveLength(2);
    }
  });
});

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ about: 'mathematics' } as const),
  fc
    .subarray([...ACCOUNT_TYPES], { minLength: 1, maxLength: 3 })
    .map((types) => ({ about: 'type', types }) as const),
  fc.record({
    about: fc.constantFrom('credits', 'age'),
    comparison: fc.constantFrom('<=', '<', '>'),
    threshold: fc.integer({ min: 0, max: 999 }),
  }) as fc.Arbitrary<Condition>,
);

describe('conditions', () => {
  it('come back from words and from questions', () => {
    fc.assert(
      fc.property(condition, (one) => {
        expect(parseConditionWords(conditionWords(one))).toEqual(one);
        expect(parseConditionQuestion(conditionQuestion(one))).toEqual(one);
      }),
    );
  });
});

describe('policies as JSON and as text', () => {
  it('come back as they were', () => {
    for (const policy of [PAPER_POLICY, OCR_REVERSED, ...Array.from({ length: 40 }, (_, i) => fresh(i))]) {
      expect(parseGtaPolicyJson(JSON.parse(JSON.stringify(gtaPolicyJson(policy))))).toEqual({
        ok: true,
        policy,
      });
      expect(parseGtaPolicyText(gtaPolicyText(policy))).toEqual({ ok: true, policy });
    }
  });

  it('are read in any case and spacing', () => {
    const text = gtaPolicyText(PAPER_POLICY)
      .replaceAll('Condition', 'condition')
      .replaceAll('? Yes: use', '?   YES:  use')
      .replaceAll('\n', '\r\n');
    expect(parseGtaPolicyText(text)).toEqual({ ok: true, policy: PAPER_POLICY });
  });

  const lines = gtaPolicyText(PAPER_POLICY).split('\n');
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start));
  const changed = (start: string, to: string) =>
    lines.map((line, i) => (i === at(start) ? to : line)).join('\n');
  it.each([
    ['no name', changed('Policy', 'Politics'), 1, 'must begin with the line'],
    [
      'an unknown tool',
      changed('# OCR', '# Telescope'),
      at('# OCR') + 1,
      '"Telescope" is not a tool with versions.',
    ],
    [
      'a jump out of the rule',
      changed('Condition 9', 'Condition 9: Is the age less than 21? Yes: go to Condition 1. No: use OCR_v1.'),
      at('Condition 9') + 1,
      'The rule of OCR has no Condition 1.',
    ],
    [
      'a circle',
      changed('Condition 9', 'Condition 9: Is the age less than 21? Yes: go to Condition 6. No: use OCR_v1.'),
      at('Condition 9') + 1,
      'a rule is a tree',
    ],
    [
      "another tool's version",
      changed('Condition 14', 'Condition 14: Is the account type A or B? Yes: use OCR_v2. No: use OCR_v1.'),
      at('Condition 14') + 1,
      'which is not a version of RegionAttributeDescription',
    ],
    [
      'a question of another kind',
      changed('Condition 14', 'Condition 14: Is the user tall? Yes: use OCR_v2. No: use OCR_v1.'),
      at('Condition 14') + 1,
      'is not a condition',
    ],
    [
      'an impossible threshold',
      changed(
        'Condition 18',
        'Condition 18: Is the age less than 200? Yes: use ImageStylization_v1. No: go to Condition 19.',
      ),
      at('Condition 18') + 1,
      'compares age to 200',
    ],
    [
      'all account types',
      changed(
        'Condition 14',
        'Condition 14: Is the account type A or B or C or D? Yes: use RegionAttributeDescription_v2. No: use RegionAttributeDescription_v1.',
      ),
      at('Condition 14') + 1,
      'must name some account types and leave some out',
    ],
    ['a strange tip', changed('Give image', 'Be nice.'), at('Give image') + 1, 'is not a tip'],
    ['no tips', gtaPolicyText(PAPER_POLICY).split('# Tips')[0], null, 'The section "# Tips" is missing.'],
    ['nothing', '', 1, 'must begin'],
  ])('say what is wrong with %s', (_, text, line, sentence) => {
    const parsed = parseGtaPolicyText(text);
    const errors = parsed.ok ? [] : parsed.errors;
    const found = errors.find(({ message }) => message.includes(sentence));
    expect(found, JSON.stringify(errors)).toBeDefined();
    if (line !== null) expect(found?.line).toBe(line);
  });

  it('never throw on any text or JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(60), fc.nat(60), (junk, from, length) => {
        const text = [...lines.slice(0, from), junk, ...lines.slice(from + length)].join('\n');
        const parsed = parseGtaPolicyText(text);
        if (!parsed.ok) expect(parsed.errors.length).toBeGreaterThan(0);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(parseGtaPolicyJson(json).ok).toBe(false);
      }),
    );
  });
});
