import { ATTRIBUTE_TYPES, type Attributes } from '../../../scene/scene-graph';
import { CASE_COUNT, conditionName, LABEL_COUNT } from '../../../sequence/vocabulary';
import { shownTypes } from './crops';
import { describeCondition } from './describe';
import { parsePolicyName } from './names';
import type { Crops, DecisionNode, Policy, PolicyNode } from './policy-tree';

/** What is wrong with a policy, and at which condition (null: the policy as a whole). */
export interface PolicyProblem {
  readonly label: number | null;
  readonly message: string;
}

/**
 * Every way in which a tree breaks the rules of a policy (method 5.1); an empty list for a good one. Whatever builds a policy
 * from outside (text, JSON) asks here, so that the rest of the code need not.
 */
export function policyProblems(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const say = (label: number | null, message: string) => problems.push({ label, message });
  const name = parsePolicyName(policy.name);
  if (!name) say(null, `"${policy.name}" is not a policy name like "L3-Suri".`);
  else if (name.layers !== policy.layers) {
    say(null, `The name ${policy.name} says ${name.layers} layers, but the policy says ${policy.layers}.`);
  }
  const labels = new Set<number>();
  const cases = new Map<number, number>();

  const check = (
    node: PolicyNode,
    parent: number,
    depth: number,
    above: Attributes,
    no: readonly Attributes[],
    cropsAbove: Crops,
  ) => {
    if (node.kind === 'response') {
      const { caseNumber } = node;
      if (!(Number.isInteger(caseNumber) && caseNumber >= 0 && caseNumber < CASE_COUNT)) {
        say(parent, `Case ${caseNumber} does not exist: cases are numbered 0 to ${CASE_COUNT - 1}.`);
      } else if (cases.has(caseNumber)) {
        say(parent, `Case ${caseNumber} is already the response of ${nameOf(cases.get(caseNumber))}.`);
      }
      cases.set(caseNumber, cases.get(caseNumber) ?? parent);
      return;
    }
    const { label, condition, asks } = node;
    if (!(Number.isInteger(label) && label >= 1 && label < LABEL_COUNT)) {
      say(label, `Label ${label} does not exist: labels are 1 to ${LABEL_COUNT - 1}.`);
    } else if (labels.has(label)) {
      say(label, `${conditionName(label)} occurs twice.`);
    }
    labels.add(label);
    if (depth === policy.layers) {
      say(
        label,
        `${nameOf(label)} is condition number ${depth + 1} on its path; the policy has ${policy.layers} layers.`,
      );
      return;
    }
    const added = ATTRIBUTE_TYPES.filter(
      (type) => condition[type] !== undefined && above[type] === undefined,
    );
    const kept = ATTRIBUTE_TYPES.every(
      (type) => above[type] === undefined || condition[type] === above[type],
    );
    if (!kept || added.length !== 1 || added[0] !== asks) {
      const start = ATTRIBUTE_TYPES.some((type) => above[type]) ? `"${describeCondition(above)}"` : 'nothing';
      say(
        label,
        `${nameOf(label)} asks for "${describeCondition(condition)}"; here it must add exactly one attribute to ${start}, the last condition answered yes.`,
      );
    } else if (no.some((refused) => refused[asks] === condition[asks])) {
      say(
        label,
        `${nameOf(label)} asks for ${condition[asks]} although that was answered no on the way here.`,
      );
    }
    const message = cropProblem(node, above, cropsAbove);
    if (message) say(label, message);
    check(node.whenTrue, label, depth + 1, condition, no, node.crops ?? {});
    check(node.whenFalse, label, depth + 1, above, [...no, { [asks]: condition[asks] }], cropsAbove);
  };
  if (policy.root.label !== 1) say(policy.root.label, 'A policy starts at Condition 1 (label 1).');
  check(policy.root, policy.root.label, 0, {}, [], {});
  return problems;
}

/** What is wrong with the first crop that is not as it should be; null when all are. */
function cropProblem(
  { label, condition, crops = {} }: DecisionNode,
  above: Attributes,
  cropsAbove: Crops,
): string | null {
  for (const type of shownTypes({ crops })) {
    const crop = crops[type];
    if (crop?.[type] !== condition[type]) {
      return `${nameOf(label)} asks for ${condition[type] ?? `no ${type}`}, but its crop shows a ${describeCondition(crop ?? {})}.`;
    }
  }
  const changed = ATTRIBUTE_TYPES.find(
    (type) =>
      above[type] !== undefined &&
      describeCondition(crops[type] ?? {}) !== describeCondition(cropsAbove[type] ?? {}),
  );
  return changed === undefined
    ? null
    : `${nameOf(label)} takes over the ${changed} of the last condition answered yes, so it must give it in the same way: ${
        cropsAbove[changed] ? `by the crop of a ${describeCondition(cropsAbove[changed])}` : 'in words'
      }.`;
}

function nameOf(label: number | undefined): string {
  return label !== undefined && label >= 1 && label < LABEL_COUNT ? conditionName(label) : `Label ${label}`;
}
