import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { loadNamedPolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import { policyProblems } from '../../../../tasks/clevr/policy/policy-problems';
import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { decisionNodes, goldReasoning, leaves } from '../../../../tasks/clevr/policy/walk';
import { sampleScene } from '../../../../tasks/clevr/scene/sampler';
import { samePolicy, VALUES, withAskedValue, withCase, withSwappedBranches } from './policy-edit';

const policy: fc.Arbitrary<Policy> = fc.constantFrom(...[1, 2, 3, 4].flatMap((n) => loadNamedPolicies(n)));
const condition = policy.chain((p) =>
  fc.record({ policy: fc.constant(p), node: fc.constantFrom(...decisionNodes(p)) }),
);

describe('edits of a policy tree', () => {
  it('either name the rule they break or survive the way through the text', () => {
    fc.assert(
      fc.property(condition, fc.constantFrom(...VALUES), fc.nat(63), ({ policy, node }, value, to) => {
        const edits = [
          withAskedValue(policy, node.label, value),
          withSwappedBranches(policy, node.label),
          withCase(policy, leaves(policy)[0].caseNumber, to),
        ];
        for (const { policy: edited, problem } of edits) {
          expect(problem === null).toBe(policyProblems(edited).length === 0);
          if (problem !== null) continue;
          const read = parsePolicyText(policyText(edited));
          expect(read).toEqual({ ok: true, policy: edited });
        }
      }),
    );
  });

  it('are undone by their opposite', () => {
    fc.assert(
      fc.property(condition, fc.constantFrom(...VALUES), fc.nat(63), ({ policy, node }, value, to) => {
        const { label } = node;
        const back = withAskedValue(
          withAskedValue(policy, label, value).policy,
          label,
          String(node.condition[node.asks]),
        );
        expect(back).toEqual({ policy, problem: null });
        expect(withSwappedBranches(withSwappedBranches(policy, label).policy, label).policy).toEqual(policy);
        const from = leaves(policy)[0].caseNumber;
        expect(withCase(withCase(policy, from, to).policy, to, from).policy).toEqual(policy);
      }),
    );
  });

  it('change the answer: with yes and no of the root swapped, the first verdict leads elsewhere', () => {
    const [policy] = loadNamedPolicies(1);
    const { policy: swapped, problem } = withSwappedBranches(policy, 1);
    expect(problem).toBeNull();
    expect(samePolicy(policy, swapped)).toBe(false);
    const scene = sampleScene(RandomStream.of(1, 'test'));
    const [before, after] = [policy, swapped].map((p) => goldReasoning(p, scene.objects).caseNumber);
    expect(after).not.toBe(before);
  });
});
