import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { promptOf } from '../sequence/prompt';
import { clevrPolicySplit } from '../tasks/clevr/clevr-policy';
import { policyTokens } from '../tasks/clevr/encode';
import { loadNamedPolicies } from '../tasks/clevr/policy/policy-dataset';
import { goldReasoning } from '../tasks/clevr/policy/walk';
import { overrideExamples } from './override';

describe('overrideExamples', () => {
  const policies = loadNamedPolicies(3).slice(0, 3);
  const examples = clevrPolicySplit(policies, 16, 'test', RandomStream.of(1, 'data'));
  const replaced = overrideExamples(examples, RandomStream.of(1, 'override'));

  it('keeps pictures and names; the content is new, and the right answer follows it', () => {
    expect(replaced.length).toBeGreaterThan(0.8 * examples.length);
    const originals = new Map(examples.map((example) => [example.rgb, example]));
    for (const example of replaced) {
      const original = originals.get(example.rgb);
      expect(original?.scene).toBe(example.scene);
      expect(example.policy.name).toBe(original?.policy.name);
      expect(policyTokens(example.policy)).not.toEqual(original && policyTokens(original.policy));
      expect(example.gold).toEqual(goldReasoning(example.policy, example.scene.objects));
      expect(example.gold.caseNumber).not.toBe(original?.gold.caseNumber);
      expect(promptOf(example, false)).toEqual(original && promptOf(original, false));
    }
  });

  it('gives one new content per policy, the same for the same seed', () => {
    expect(new Set(replaced.map(({ policy }) => policy)).size).toBe(policies.length);
    const again = overrideExamples(examples, RandomStream.of(1, 'override'));
    expect(again.map(({ gold }) => gold)).toEqual(replaced.map(({ gold }) => gold));
    expect(overrideExamples([], RandomStream.of(1, 'override'))).toEqual([]);
  });
});
