import type { RandomStream } from '../../../random/stream';
import { sampleAttributes } from '../../../scene/sampler';
import { ATTRIBUTE_TYPES, type AttributeType } from '../../../scene/scene-graph';
import type { Crops, DecisionNode, Policy, PolicyNode } from './policy-tree';
import { decisionNodes } from './walk';

/** Chance of a condition to show its value by a crop (the paper: "some"; ours: about half). */
const CROP_SHARE = 0.5;

/**
 * The same policy with some of its values shown by crops: about half of the conditions, at least one, each with another object
 * that has the value. Conditions below a true edge show the value that they take over by the same crop again.
 */
export function withCrops(policy: Policy, random: RandomStream): Policy {
  const nodes = decisionNodes(policy);
  const drawn = nodes.filter(() => random.next() < CROP_SHARE);
  const shown = new Set(drawn.length > 0 ? drawn : [random.pick(nodes)]);
  const rewrite = (node: PolicyNode, above: Crops): PolicyNode => {
    if (node.kind === 'response') return node;
    const { condition, asks } = node;
    const crop = { ...sampleAttributes(random), [asks]: condition[asks] };
    const crops: Crops = shown.has(node) ? { ...above, [asks]: crop } : above;
    return {
      ...node,
      ...(Object.keys(crops).length > 0 && { crops }),
      whenTrue: rewrite(node.whenTrue, crops),
      whenFalse: rewrite(node.whenFalse, above),
    };
  };
  return { ...policy, root: rewrite(policy.root, {}) as DecisionNode };
}

/** Whether a policy has pictures in it. */
export function hasCrops(policy: Policy): boolean {
  return decisionNodes(policy).some(({ crops }) => crops !== undefined);
}

/** The types whose values a condition shows by a crop, in the order of speech. */
export function shownTypes({ crops = {} }: Pick<DecisionNode, 'crops'>): AttributeType[] {
  return ATTRIBUTE_TYPES.filter((type) => crops[type] !== undefined);
}
