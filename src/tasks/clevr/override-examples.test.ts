import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { CLEVR_POLICY_T } from './clevr-policy-t';
import { replacedPolicy } from './policy/override';
import { loadNamedPolicies } from './policy/policy-dataset';
import { goldReasoning } from './policy/walk';
import { clevrPolicySplit } from './testing/split';

describe('the override of examples', () => {
  const policies = loadNamedPolicies(3).slice(0, 3);
  const examples = clevrPolicySplit(policies, 16, 'test', RandomStream.of(1, 'data'));
  const replaced = CLEVR_POLICY_T.override(examples, RandomStream.of(1, 'override'));

  it('keeps pictures and names; the content is new, and the right answer follows it', () => {
    expect(replaced.length).toBeGreaterThan(0.8 * examples.length);
    const originals = new Map(examples.map((example) => [example.scene, example]));
    for (const example of replaced) {
      const original = originals.get(example.scene);
      expect(example.policy.name).toBe(original?.policy.name);
      expect(example.policy.passage).not.toEqual(original?.policy.passage);
      expect(example.gold).toEqual(goldReasoning(example.tree, example.scene.objects));
      expect(example.answerClass).not.toBe(original?.answerClass);
      expect(example.prompt).toEqual(original?.prompt);
    }
  });

  it('gives one new content per policy, the same for the same seed, and the one that screens show', () => {
    expect(new Set(replaced.map(({ policy }) => policy)).size).toBe(policies.length);
    const again = CLEVR_POLICY_T.override(examples, RandomStream.of(1, 'override'));
    expect(again.map(({ gold }) => gold)).toEqual(replaced.map(({ gold }) => gold));
    expect(CLEVR_POLICY_T.override([], RandomStream.of(1, 'override'))).toEqual([]);
    const old = policies.find(({ name }) => name === replaced[0].tree.name) as (typeof policies)[number];
    expect(replaced[0].tree).toEqual(replacedPolicy(old, 1));
    expect(replaced[0].tree).not.toEqual(replacedPolicy(old, 2));
  });
});
