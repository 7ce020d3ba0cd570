import type { RandomStream } from '../../../random/stream';
import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type AttributeType,
} from '../../../scene/scene-graph';
import { CASE_COUNT, LABEL_COUNT, MAX_LAYERS } from '../../../sequence/vocabulary';
import type { DecisionNode, Policy, PolicyNode } from './policy-tree';

/**
 * Responses of a policy with N = 1..6 layers: 2^N less what is lost where a path runs out of attribute types or values. The
 * number does not depend on what is asked where, and N = 2 / 4 / 6 are the paper's 4 / 16 / 55 (method 5.1).
 */
export const RESPONSE_COUNTS = [2, 4, 8, 16, 31, 55] as const;

/** What may still be asked on a path: attribute type -> values left. */
type Remaining = { readonly [T in AttributeType]: readonly string[] };

/**
 * A random policy tree of N = 1..6 layers. Labels are heap indices. Case numbers 0..responses-1 are shuffled: numbered
 * in order of the tree, the same answers would lead to the same case in every policy, and there would be less to
 * internalize.
 */
export function generatePolicy(random: RandomStream, layers: number, name: string): Policy {
  if (!Number.isInteger(layers) || layers < 1 || layers > MAX_LAYERS) {
    throw new RangeError(`A policy has 1 to ${MAX_LAYERS} layers, not ${layers}.`);
  }
  const caseNumbers = random.shuffled(Array.from({ length: RESPONSE_COUNTS[layers - 1] }, (_, i) => i));
  const grow = (label: number, depth: number, accumulated: Attributes, left: Remaining): PolicyNode => {
    const asks = depth < layers ? drawType(random, left) : undefined;
    if (asks === undefined) return { kind: 'response', caseNumber: caseNumbers.pop() as number };
    const value = random.pick(left[asks]);
    const condition = { ...accumulated, [asks]: value } as Attributes;
    const leftIfFalse = left[asks].filter((other) => other !== value);
    const whenTrue = grow(2 * label, depth + 1, condition, { ...left, [asks]: [] });
    const whenFalse = grow(2 * label + 1, depth + 1, accumulated, { ...left, [asks]: leftIfFalse });
    return { kind: 'decision', label, condition, asks, whenTrue, whenFalse };
  };
  return { name, layers, root: grow(1, 0, {}, ATTRIBUTE_VALUES) as DecisionNode };
}

/**
 * A type with two or more values left wherever there is one. The answer about the last value is forced (if nothing is
 * small, something is large), so its "no" leads to cases that no scene reaches; this order gives the fewest such cases:
 * 0 up to N = 4, 3 of 31 at N = 5, 15 of 55 at N = 6.
 */
function drawType(random: RandomStream, left: Remaining): AttributeType | undefined {
  const open = ATTRIBUTE_TYPES.filter((type) => left[type].length > 1);
  const forced = ATTRIBUTE_TYPES.filter((type) => left[type].length === 1);
  const types = open.length > 0 ? open : forced;
  return types.length > 0 ? random.pick(types) : undefined;
}

/**
 * The same tree with labels drawn from 2..63 (the root keeps 1) and case numbers from 0..63: for pretraining on fresh
 * policies, where the model must read the references and cannot guess them.
 */
export function relabelled(policy: Policy, random: RandomStream): Policy {
  const labels = random.shuffled(Array.from({ length: LABEL_COUNT - 2 }, (_, i) => i + 2));
  const cases = random.shuffled(Array.from({ length: CASE_COUNT }, (_, i) => i));
  return renumbered(
    policy,
    (node) => (node === policy.root ? 1 : (labels.pop() as number)),
    () => cases.pop() as number,
  );
}

/** The same tree with other labels and case numbers. */
export function renumbered(
  policy: Policy,
  labelOf: (node: DecisionNode) => number,
  caseOf: (caseNumber: number) => number,
): Policy {
  const rewrite = (node: PolicyNode): PolicyNode =>
    node.kind === 'response'
      ? { kind: 'response', caseNumber: caseOf(node.caseNumber) }
      : {
          ...node,
          label: labelOf(node),
          whenTrue: rewrite(node.whenTrue),
          whenFalse: rewrite(node.whenFalse),
        };
  return { ...policy, root: rewrite(policy.root) as DecisionNode };
}
