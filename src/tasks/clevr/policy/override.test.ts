import { expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { sampleObjectsForCase } from './case-sampling';
import { answerAgreements, overridePolicy } from './override';
import { loadNamedPolicies } from './policy-dataset';
import { policyProblems } from './policy-problems';
import { leaves } from './walk';

it.each([
  // The largest share of unseen scenes, balanced over the old cases, with the same answer under both policies.
  [1, 0.6],
  [2, 0.2],
  [3, 0.06],
  [4, 0.06],
  [5, 0.06],
  [6, 0.05],
])(
  'N = %i: the same name and size, other content, and answers that agree on less than %f',
  (layers, most) => {
    const shares = loadNamedPolicies(layers).map((policy, index) => {
      const random = RandomStream.of(index, 'override');
      const other = overridePolicy(policy, random);
      expect(policyProblems(other)).toEqual([]);
      expect([other.name, other.layers]).toEqual([policy.name, policy.layers]);
      const cases = (of: typeof policy) => leaves(of).map((leaf) => leaf.caseNumber);
      expect(cases(other).toSorted()).toEqual(cases(policy).toSorted());
      const reachable = leaves(policy).filter((leaf) => leaf.reachable);
      const unseen = RandomStream.of(index, 'unseen');
      const scenes = Array.from(
        { length: 300 },
        () =>
          sampleObjectsForCase(policy, unseen.pick(reachable).caseNumber, unseen, {
            minObjects: 3,
            maxObjects: 8,
          }) ?? [],
      );
      return answerAgreements(policy, other, scenes) / scenes.length;
    });
    expect(Math.max(...shares)).toBeLessThan(most);
    expect(overridePolicy(loadNamedPolicies(layers)[0], RandomStream.of(1))).toEqual(
      overridePolicy(loadNamedPolicies(layers)[0], RandomStream.of(1)),
    );
  },
);
