import { LABEL_COUNT } from '../../../../sequence/vocabulary';
import type { Condition } from '../../../../tasks/gta/rules/condition';
import type { ConditionNode, GtaPolicy, RuleNode, ToolRule } from '../../../../tasks/gta/rules/policy';
import { gtaPolicyProblems } from '../../../../tasks/gta/rules/policy-problems';
import { policyConditions } from '../../../../tasks/gta/rules/walk';

/** A policy after an edit, or a sentence about why it cannot be made. */
export type RuleEdit = GtaPolicy | string;

/** The way from a rule's root to a place: "yes no"; the root's own is "". */
export type Way = string;

/** The place at the end of a way; null where the rule has none. */
export function nodeAt({ root }: ToolRule, way: Way): RuleNode | null {
  let node: RuleNode = root;
  for (const verdict of steps(way)) {
    if (node.kind === 'tool') return null;
    node = verdict === 'yes' ? node.whenTrue : node.whenFalse;
  }
  return node;
}

export function withCondition(policy: GtaPolicy, rule: ToolRule, way: Way, condition: Condition): RuleEdit {
  return edited(policy, rule, way, (node) => (node.kind === 'condition' ? { ...node, condition } : node));
}

/** Another version at an end of the rule. */
export function withName(policy: GtaPolicy, rule: ToolRule, way: Way, name: string): RuleEdit {
  return edited(policy, rule, way, (node) => (node.kind === 'tool' ? { ...node, name } : node));
}

/** What follows yes and what follows no change places. */
export function withSwapped(policy: GtaPolicy, rule: ToolRule, way: Way): RuleEdit {
  return edited(policy, rule, way, (node) =>
    node.kind === 'condition' ? { ...node, whenTrue: node.whenFalse, whenFalse: node.whenTrue } : node,
  );
}

/** A condition where the rule ended: yes keeps the version, no gives another. Its label is the lowest that is free. */
export function withQuestion(
  policy: GtaPolicy,
  rule: ToolRule,
  way: Way,
  condition: Condition,
  otherwise: string,
): RuleEdit {
  const taken = new Set(policyConditions(policy).map(({ label }) => label));
  let label = 1;
  while (taken.has(label)) label++;
  if (label >= LABEL_COUNT) return `A policy has ${LABEL_COUNT - 1} conditions at most.`;
  return edited(policy, rule, way, (node) =>
    node.kind === 'condition'
      ? node
      : {
          kind: 'condition',
          label,
          condition,
          whenTrue: node,
          whenFalse: { kind: 'tool', name: otherwise },
        },
  );
}

/** A condition taken out, with what follows one of its verdicts in its place. */
export function without(policy: GtaPolicy, rule: ToolRule, way: Way, kept: 'yes' | 'no'): RuleEdit {
  return edited(policy, rule, way, (node) => {
    if (node.kind === 'tool') return node;
    return kept === 'yes' ? node.whenTrue : node.whenFalse;
  });
}

function edited(policy: GtaPolicy, rule: ToolRule, way: Way, change: (node: RuleNode) => RuleNode): RuleEdit {
  const root = changedAt(rule.root, steps(way), change);
  if (root.kind === 'tool') return 'A rule has one condition at least.';
  const rules = policy.rules.map((one) => (one.tool === rule.tool ? { ...one, root } : one));
  const next = { ...policy, rules };
  return gtaPolicyProblems(next)[0]?.message ?? next;
}

function changedAt(node: RuleNode, way: readonly string[], change: (node: RuleNode) => RuleNode): RuleNode {
  const [verdict, ...rest] = way;
  if (verdict === undefined || node.kind === 'tool') return change(node);
  const branch: keyof ConditionNode = verdict === 'yes' ? 'whenTrue' : 'whenFalse';
  return { ...node, [branch]: changedAt(node[branch], rest, change) };
}

function steps(way: Way): string[] {
  return way === '' ? [] : way.split(' ');
}
