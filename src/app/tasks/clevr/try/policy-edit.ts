import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type ObjectAttributes,
} from '../../../../scene/scene-graph';
import { shownTypes } from '../../../../tasks/clevr/policy/crops';
import { typeOfValue } from '../../../../tasks/clevr/policy/describe';
import { policyProblems } from '../../../../tasks/clevr/policy/policy-problems';
import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import type { Crops, DecisionNode, Policy, PolicyNode } from '../../../../tasks/clevr/policy/policy-tree';
import { leaves } from '../../../../tasks/clevr/policy/walk';

/** A policy after an edit, and the first rule that it breaks (null: none). */
export interface PolicyEdit {
  readonly policy: Policy;
  readonly problem: string | null;
}

/** Every attribute value there is, in the order of speech. */
export const VALUES: readonly string[] = ATTRIBUTE_TYPES.flatMap((type): readonly string[] => [
  ...ATTRIBUTE_VALUES[type],
]);

/**
 * The condition of this label asks for another value; what accumulates below it changes with it. A value that was shown by a crop
 * still is: by the crop of an object that differs in the new value only.
 */
export function withAskedValue(policy: Policy, label: number, value: string): PolicyEdit {
  const asks = typeOfValue(value);
  if (!asks) throw new RangeError(`"${value}" is not an attribute value.`);
  return changed(policy, (node) => {
    if (node.label !== label) return node;
    const crop = node.crops?.[node.asks];
    const crops = crop && { crops: { [asks]: { ...crop, [asks]: value } } };
    return { ...withoutCrops(node), ...crops, asks, condition: { [asks]: value } as Attributes };
  });
}

/**
 * The condition of this label shows its value by a crop, or names it in words (null). Conditions below its true edge take the value
 * over in the same way.
 */
export function withCrop(policy: Policy, label: number, crop: ObjectAttributes | null): PolicyEdit {
  return changed(policy, (node) =>
    node.label === label ? { ...withoutCrops(node), ...(crop && { crops: { [node.asks]: crop } }) } : node,
  );
}

/** Whether two policies say the same in the same way: by words here, by crops there. */
export function sameText(a: Policy, b: Policy): boolean {
  return policyText(a) === policyText(b);
}

/** Yes and no of the condition of this label change places, with everything below them. */
export function withSwappedBranches(policy: Policy, label: number): PolicyEdit {
  return changed(policy, (node) =>
    node.label === label ? { ...node, whenTrue: node.whenFalse, whenFalse: node.whenTrue } : node,
  );
}

/** A response becomes another case; if some other response has that number, the two exchange theirs. */
export function withCase(policy: Policy, from: number, to: number): PolicyEdit {
  const renumber = (node: PolicyNode): PolicyNode => {
    if (node.kind === 'decision') {
      return { ...node, whenTrue: renumber(node.whenTrue), whenFalse: renumber(node.whenFalse) };
    }
    const { caseNumber } = node;
    return { kind: 'response', caseNumber: caseNumber === from ? to : caseNumber === to ? from : caseNumber };
  };
  return judged({ ...policy, root: renumber(policy.root) as DecisionNode });
}

/** Whether some response of the policy has this number. */
export function hasCase(policy: Policy, caseNumber: number): boolean {
  return leaves(policy).some((leaf) => leaf.caseNumber === caseNumber);
}

/** Whether two policies say the same under the same name, be it in words or by crops. */
export function samePolicy(a: Policy, b: Policy): boolean {
  return a.name === b.name && JSON.stringify(content(a.root)) === JSON.stringify(content(b.root));
}

function content(node: PolicyNode): unknown {
  return node.kind === 'response'
    ? node.caseNumber
    : [node.label, node.condition[node.asks], content(node.whenTrue), content(node.whenFalse)];
}

/** Rebuilds the tree after a change of single nodes: conditions and their crops accumulate anew along true edges. */
function changed(policy: Policy, change: (node: DecisionNode) => DecisionNode): PolicyEdit {
  const grow = (node: PolicyNode, above: Attributes, cropsAbove: Crops): PolicyNode => {
    if (node.kind === 'response') return node;
    const next = change(node);
    const value = next.condition[next.asks];
    const condition = { ...above, [next.asks]: value } as Attributes;
    const own = next.crops?.[next.asks];
    const crops: Crops = { ...cropsAbove, [next.asks]: own };
    return {
      ...withoutCrops(next),
      ...(shownTypes({ crops }).length > 0 && { crops: shownOnly(crops) }),
      condition,
      whenTrue: grow(next.whenTrue, condition, crops),
      whenFalse: grow(next.whenFalse, above, cropsAbove),
    };
  };
  return judged({ ...policy, root: grow(policy.root, {}, {}) as DecisionNode });
}

/** Without the types that words name. */
function shownOnly(crops: Crops): Crops {
  return Object.fromEntries(shownTypes({ crops }).map((type) => [type, crops[type]]));
}

function withoutCrops({ crops: _, ...node }: DecisionNode): DecisionNode {
  return node;
}

function judged(policy: Policy): PolicyEdit {
  return { policy, problem: policyProblems(policy)[0]?.message ?? null };
}
