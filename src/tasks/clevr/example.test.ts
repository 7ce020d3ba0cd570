import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { type ClevrExample, modelPicture, reachableCases } from './example';
import { loadNamedPolicies } from './policy/policy-dataset';
import { goldReasoning } from './policy/walk';
import { clevrPolicySplit } from './testing/split';

const policies = loadNamedPolicies(3).slice(0, 2);
const stream = (seed = 1) => RandomStream.of(seed, 'data');
const sceneOf = ({ scene }: ClevrExample) => JSON.stringify(scene.objects);

describe('clevrPolicySplit', () => {
  const pool = clevrPolicySplit(policies, 20, 'pool', stream());

  it('is balanced: every case of a policy occurs equally often up to one', () => {
    for (const policy of policies) {
      const cases = pool.filter((example) => example.tree === policy).map(({ gold }) => gold.caseNumber);
      expect(cases).toHaveLength(20);
      const counts = reachableCases(policy).map((number) => cases.filter((one) => one === number).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    }
  });

  it('holds pictures of its scenes and the right answers', () => {
    for (const { scene, prompt, tree, gold } of pool.slice(0, 6)) {
      expect(gold).toEqual(goldReasoning(tree, scene.objects));
      expect(prompt.images).toEqual([modelPicture(scene)]);
    }
  });

  it('is the same for the same seed, another for another seed', () => {
    const again = clevrPolicySplit(policies, 20, 'pool', stream());
    expect(again.map(sceneOf)).toEqual(pool.map(sceneOf));
    const other = new Set(clevrPolicySplit(policies, 20, 'pool', stream(2)).map(sceneOf));
    expect(pool.filter((example) => other.has(sceneOf(example)))).toEqual([]);
  });

  it('shares no scene between splits', () => {
    const splits = (['cot', 'pool', 'validation', 'test'] as const).flatMap((split) =>
      clevrPolicySplit(policies, 12, split, stream()),
    );
    expect(new Set(splits.map(sceneOf)).size).toBe(splits.length);
  });

  it('does not depend on what else is drawn: other splits, other sizes, other policies', () => {
    const alone = clevrPolicySplit(policies.slice(1), 8, 'test', stream()).map(sceneOf);
    const random = stream();
    clevrPolicySplit(policies, 3, 'cot', random);
    clevrPolicySplit(policies, 30, 'pool', random);
    const after = clevrPolicySplit(policies, 8, 'test', random);
    expect(after.filter(({ tree }) => tree === policies[1]).map(sceneOf)).toEqual(alone);
  });
});
