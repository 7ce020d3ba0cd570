import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { sampleScene } from '../../../../scene/sampler';
import { loadNamedPolicies, loadPicturePolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import { policyProblems } from '../../../../tasks/clevr/policy/policy-problems';
import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import {
  decisionNodes,
  goldReasoning,
  leaves,
  nodeByLabel,
  OBJECT_KINDS,
} from '../../../../tasks/clevr/policy/walk';
import {
  samePolicy,
  sameText,
  VALUES,
  withAskedValue,
  withCase,
  withCrop,
  withSwappedBranches,
} from './policy-edit';

const policy: fc.Arbitrary<Policy> = fc.constantFrom(
  ...[1, 2, 3, 4].flatMap((n) => [...loadNamedPolicies(n), ...loadPicturePolicies(n)]),
);
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
        const there = withAskedValue(policy, label, value);
        // What contradicts a condition below is refused, with its reason.
        fc.pre(there.problem === null);
        const back = withAskedValue(there.policy, label, String(node.condition[node.asks]));
        // A crop keeps what it can: an object that asks for another type of attribute has lost its own value of it.
        expect(back.problem).toBeNull();
        if (decisionNodes(policy).some(({ crops }) => crops))
          expect(samePolicy(back.policy, policy)).toBe(true);
        else expect(back.policy).toEqual(policy);
        expect(withSwappedBranches(withSwappedBranches(policy, label).policy, label).policy).toEqual(policy);
        const from = leaves(policy)[0].caseNumber;
        expect(withCase(withCase(policy, from, to).policy, to, from).policy).toEqual(policy);
      }),
    );
  });

  it('turn a value into a crop and back; what takes the value over follows, and nothing else', () => {
    fc.assert(
      fc.property(condition, fc.constantFrom(...OBJECT_KINDS), ({ policy, node }, drawn) => {
        const { label, asks, condition } = node;
        const crop = { ...drawn, [asks]: condition[asks] };
        const shown = withCrop(policy, label, crop);
        expect(shown.problem).toBeNull();
        expect(samePolicy(shown.policy, policy)).toBe(true);
        expect(nodeByLabel(shown.policy, label)?.crops?.[asks]).toEqual(crop);
        expect(parsePolicyText(policyText(shown.policy))).toEqual({ ok: true, policy: shown.policy });
        const named = withCrop(shown.policy, label, null).policy;
        expect(nodeByLabel(named, label)?.crops?.[asks]).toBeUndefined();
        expect(named).toEqual(withCrop(policy, label, null).policy);
        expect(sameText(named, policy)).toBe(node.crops?.[asks] === undefined);
        // A crop of something else breaks the rules, and is named.
        const other = OBJECT_KINDS.find((kind) => kind[asks] !== condition[asks]) ?? crop;
        expect(withCrop(policy, label, other).problem).toContain('but its crop shows');
      }),
    );
  });

  it('carry crops along: another value keeps being shown', () => {
    const [policy] = loadPicturePolicies(2);
    const pictured = decisionNodes(policy).find(({ asks, crops }) => crops?.[asks]);
    if (!pictured) throw new Error('Every policy of ClevrPolicy-M has a crop.');
    const { label, asks } = pictured;
    const value = VALUES.find(
      (one) => withAskedValue(policy, label, one).problem === null && one !== pictured.condition[asks],
    );
    const edited = nodeByLabel(withAskedValue(policy, label, String(value)).policy, label);
    expect(edited?.crops?.[edited.asks]?.[edited.asks]).toBe(value);
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
