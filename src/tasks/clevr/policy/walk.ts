import type { RandomStream } from '../../../random/stream';
import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  exists,
  matches,
  type ObjectAttributes,
} from '../../../scene/scene-graph';
import type { DecisionNode, Policy, PolicyNode, Reasoning, ReasoningStep } from './policy-tree';

/** Every kind of object there is: 2 sizes x 8 colors x 2 materials x 3 shapes = 96. */
export const OBJECT_KINDS: readonly ObjectAttributes[] = ATTRIBUTE_VALUES.size.flatMap((size) =>
  ATTRIBUTE_VALUES.color.flatMap((color) =>
    ATTRIBUTE_VALUES.material.flatMap((material) =>
      ATTRIBUTE_VALUES.shape.map((shape) => ({ size, color, material, shape })),
    ),
  ),
);

/** The right reasoning: from the root, each condition answered by the scene, down to the case. */
export function goldReasoning(policy: Policy, objects: readonly ObjectAttributes[]): Reasoning {
  return walkFrom(policy.root, objects);
}

/** As {@link goldReasoning}, starting at any node of the tree. */
export function walkFrom(node: PolicyNode, objects: readonly ObjectAttributes[]): Reasoning {
  const steps: ReasoningStep[] = [];
  let here = node;
  while (here.kind === 'decision') {
    const verdict = exists(objects, here.condition);
    steps.push({ label: here.label, condition: here.condition, verdict });
    here = verdict ? here.whenTrue : here.whenFalse;
  }
  return { steps, caseNumber: here.caseNumber };
}

/** Knows the policy by heart and does not look: every condition quoted rightly, every verdict by a fair coin. */
export function blindReasoning({ root }: Policy, random: RandomStream): Reasoning {
  const steps: ReasoningStep[] = [];
  let here: PolicyNode = root;
  while (here.kind === 'decision') {
    const verdict = random.next() < 0.5;
    steps.push({ label: here.label, condition: here.condition, verdict });
    here = verdict ? here.whenTrue : here.whenFalse;
  }
  return { steps, caseNumber: here.caseNumber };
}

/** A response together with the path that leads to it. */
export interface Leaf {
  readonly caseNumber: number;
  /** The steps from the root, with the verdicts that lead here. */
  readonly steps: readonly ReasoningStep[];
  /** The accumulated conjunction: the last condition answered yes (empty if there is none). */
  readonly accumulated: Attributes;
  /** The conditions answered no on the way. */
  readonly falseConditions: readonly Attributes[];
  /** The kinds of object that can be in a scene of this case: those that make no false condition true. */
  readonly allowed: readonly ObjectAttributes[];
  /** Those of them that have the whole accumulated conjunction; a scene of this case has at least one. */
  readonly witnesses: readonly ObjectAttributes[];
  /**
   * Whether any scene leads here. It is false only after the last value left of an attribute type was answered no.
   * A single witness makes every condition on the path come out as it should, so having one is enough.
   */
  readonly reachable: boolean;
}

/** A policy never changes, and whoever samples scenes asks for its leaves thousands of times. */
const leavesOf = new WeakMap<Policy, readonly Leaf[]>();

/** Every response of the tree, true edge first. */
export function leaves(policy: Policy): readonly Leaf[] {
  const known = leavesOf.get(policy);
  if (known) return known;
  const found = leavesBelow(policy.root, []);
  leavesOf.set(policy, found);
  return found;
}

function leavesBelow(node: PolicyNode, steps: readonly ReasoningStep[]): Leaf[] {
  if (node.kind === 'decision') {
    const { label, condition } = node;
    return [
      ...leavesBelow(node.whenTrue, [...steps, { label, condition, verdict: true }]),
      ...leavesBelow(node.whenFalse, [...steps, { label, condition, verdict: false }]),
    ];
  }
  const accumulated = steps.findLast((step) => step.verdict)?.condition ?? {};
  const falseConditions = steps.filter((step) => !step.verdict).map((step) => step.condition);
  const allowed = OBJECT_KINDS.filter((kind) => !falseConditions.some((no) => matches(kind, no)));
  const witnesses = allowed.filter((kind) => matches(kind, accumulated));
  const reachable = witnesses.length > 0;
  return [
    { caseNumber: node.caseNumber, steps, accumulated, falseConditions, allowed, witnesses, reachable },
  ];
}

/** How many conditions stand above each condition: label -> depth, 0 for the root. */
export function conditionDepths(policy: Policy): Map<number, number> {
  return new Map(
    leaves(policy).flatMap(({ steps }) => steps.map(({ label }, depth) => [label, depth] as const)),
  );
}

/** Every decision node, a parent before its children, true edge first. */
export function decisionNodes(policy: Policy): DecisionNode[] {
  const below = (node: PolicyNode): DecisionNode[] =>
    node.kind === 'response' ? [] : [node, ...below(node.whenTrue), ...below(node.whenFalse)];
  return below(policy.root);
}

/** The decision node with this label, if the policy has one. */
export function nodeByLabel(policy: Policy, label: number): DecisionNode | undefined {
  return decisionNodes(policy).find((node) => node.label === label);
}

/** Whether two conjunctions name the same values. */
export function sameCondition(a: Attributes, b: Attributes): boolean {
  return ATTRIBUTE_TYPES.every((type) => a[type] === b[type]);
}
