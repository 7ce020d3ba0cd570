import type { ToolFamily } from '../../../sequence/tool-words';
import type { AccountType, Profile } from '../profile';
import { type Circumstances, type Condition, holds } from './condition';
import type { ConditionNode, GtaPolicy, RuleNode, ToolNode, ToolRule } from './policy';

/** A condition as reasoning quotes it, with the verdict it gives. */
export interface RuleStep {
  readonly label: number;
  readonly condition: Condition;
  readonly verdict: boolean;
  /** What the user is said to have of what the condition is about; only where reasoning says it. */
  readonly value?: number | AccountType;
}

export interface RuleWalk {
  readonly steps: readonly RuleStep[];
  /** The tool that the rule gives. */
  readonly name: string;
}

export function ruleOf(policy: GtaPolicy, tool: ToolFamily): ToolRule | undefined {
  return policy.rules.find((rule) => rule.tool === tool);
}

/**
 * A rule followed to its end. Credits and age are said when they are first looked at, the account's type, a letter, every time.
 */
export function walkRule(root: RuleNode, circumstances: Circumstances): RuleWalk {
  const steps: RuleStep[] = [];
  const said = new Set<string>();
  let node = root;
  while (node.kind === 'condition') {
    const { label, condition } = node;
    const verdict = holds(condition, circumstances);
    const { about } = condition;
    const value = said.has(about) ? undefined : profileValue(circumstances.profile, about);
    if (about !== 'type') said.add(about);
    steps.push({ label, condition, verdict, ...(value !== undefined && { value }) });
    node = verdict ? node.whenTrue : node.whenFalse;
  }
  return { steps, name: node.name };
}

/** What a user has of what a condition is about; undefined for what pictures show. */
export function profileValue(profile: Profile, about: Condition['about']): number | AccountType | undefined {
  if (about === 'mathematics') return undefined;
  return about === 'type' ? profile.accountType : profile[about];
}

/** Condition nodes of a tree in text order: a node, what follows yes, what follows no. */
export function conditionNodes(node: RuleNode): ConditionNode[] {
  if (node.kind === 'tool') return [];
  return [node, ...conditionNodes(node.whenTrue), ...conditionNodes(node.whenFalse)];
}

export function toolNodes(node: RuleNode): ToolNode[] {
  return node.kind === 'tool' ? [node] : [...toolNodes(node.whenTrue), ...toolNodes(node.whenFalse)];
}

export function policyConditions({ rules }: GtaPolicy): ConditionNode[] {
  return rules.flatMap(({ root }) => conditionNodes(root));
}

export function nodeByLabel(policy: GtaPolicy, label: number): ConditionNode | undefined {
  return policyConditions(policy).find((node) => node.label === label);
}
