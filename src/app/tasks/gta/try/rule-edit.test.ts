import { describe, expect, it } from 'vitest';
import type { GtaPolicy, ToolRule } from '../../../../tasks/gta/rules/policy';
import { PAPER_POLICY } from '../../../../tasks/gta/rules/policy-dataset';
import { gtaPolicyText } from '../../../../tasks/gta/rules/policy-text';
import { parseGtaPolicyText } from '../../../../tasks/gta/rules/policy-text-parser';
import { ruleOf, walkRule } from '../../../../tasks/gta/rules/walk';
import {
  nodeAt,
  type RuleEdit,
  withCondition,
  withName,
  without,
  withQuestion,
  withSwapped,
} from './rule-edit';

const rule = (policy: GtaPolicy, tool: ToolRule['tool']) => ruleOf(policy, tool) as ToolRule;
const style = rule(PAPER_POLICY, 'ImageStylization');
const nameFor = (policy: RuleEdit, age: number) => {
  if (typeof policy === 'string') throw new Error(policy);
  const profile = { accountType: 'A', credits: 0, age } as const;
  return walkRule(rule(policy, 'ImageStylization').root, { profile, mathematics: false }).name;
};
const younger = { about: 'age', comparison: '<', threshold: 40 } as const;

describe('an edit of a rule', () => {
  it('finds places by the way to them', () => {
    expect(nodeAt(style, '')).toBe(style.root);
    expect(nodeAt(style, 'yes')).toEqual({ kind: 'tool', name: 'ImageStylization_v1' });
    expect(nodeAt(style, 'yes yes')).toBeNull();
  });

  it('changes conditions, versions and branches where it is asked to, and nothing else', () => {
    expect(nameFor(PAPER_POLICY, 30)).toBe('ImageStylization_v2');
    expect(nameFor(withCondition(PAPER_POLICY, style, '', younger), 30)).toBe('ImageStylization_v1');
    expect(nameFor(withName(PAPER_POLICY, style, 'no yes', 'ImageStylization_v3'), 30)).toBe(
      'ImageStylization_v3',
    );
    expect(nameFor(withSwapped(PAPER_POLICY, style, 'no'), 30)).toBe('ImageStylization_v3');
    const next = withSwapped(PAPER_POLICY, style, 'no') as GtaPolicy;
    expect(next.rules.filter((one, i) => one !== PAPER_POLICY.rules[i])).toHaveLength(1);
  });

  it('puts conditions in and takes them out', () => {
    const more = withQuestion(PAPER_POLICY, style, 'no yes', younger, 'ImageStylization_v3');
    expect([30, 50].map((age) => nameFor(more, age))).toEqual(['ImageStylization_v2', 'ImageStylization_v3']);
    const back = without(more as GtaPolicy, rule(more as GtaPolicy, 'ImageStylization'), 'no yes', 'yes');
    expect(back).toEqual(PAPER_POLICY);
    expect(nameFor(without(PAPER_POLICY, style, '', 'no'), 18)).toBe('ImageStylization_v2');
  });

  it('keeps to what policies must keep to, with a sentence where it cannot', () => {
    const above = { about: 'age', comparison: '<', threshold: 4000 } as const;
    expect(withCondition(PAPER_POLICY, style, '', above)).toMatch(/compares age to 4000/);
    expect(withCondition(PAPER_POLICY, style, '', { about: 'mathematics' })).toMatch(/only the rule of OCR/);
    expect(withName(PAPER_POLICY, style, 'yes', 'OCR_v1')).toMatch(/not a version of ImageStylization/);
    const short = without(PAPER_POLICY, style, '', 'no') as GtaPolicy;
    expect(without(short, rule(short, 'ImageStylization'), '', 'yes')).toMatch(/one condition at least/);
  });

  it('gives a policy whose text reads back as it is', () => {
    const next = withQuestion(PAPER_POLICY, style, 'yes', younger, 'ImageStylization_v2') as GtaPolicy;
    expect(parseGtaPolicyText(gtaPolicyText(next))).toMatchObject({ ok: true, policy: next });
  });
});
