import { TOOL_FAMILIES, TOOL_VERSIONS, type ToolFamily, versionNames } from '../../../sequence/tool-words';
import type { Condition } from './condition';

/** A place where a rule ends: the tool that this user gets. */
export interface ToolNode {
  readonly kind: 'tool';
  /** A versioned name, or MathOCR. */
  readonly name: string;
}

export interface ConditionNode {
  readonly kind: 'condition';
  /** Unique within the policy, 1..63. */
  readonly label: number;
  readonly condition: Condition;
  readonly whenTrue: RuleNode;
  readonly whenFalse: RuleNode;
}

export type RuleNode = ToolNode | ConditionNode;

/** Which version of a tool a user gets: a small decision tree. */
export interface ToolRule {
  readonly tool: ToolFamily;
  readonly root: ConditionNode;
}

/** Advice that holds for every user. */
export interface Tips {
  /** Several images: describe each of them first. */
  readonly describeFirst: boolean;
  /** Search results for a question that has one answer, and for an open-ended one: 1 to 10. */
  readonly closed: number;
  readonly open: number;
}

/** A policy about tools. */
export interface GtaPolicy {
  readonly name: string;
  /** One rule for each versioned tool, in the order in which the policy tells them. */
  readonly rules: readonly ToolRule[];
  readonly tips: Tips;
}

export const VERSIONED_TOOLS: readonly ToolFamily[] = TOOL_FAMILIES.filter(
  (family) => TOOL_VERSIONS[family] > 0,
);
export const PLAIN_TOOLS: readonly ToolFamily[] = TOOL_FAMILIES.filter(
  (family) => TOOL_VERSIONS[family] === 0,
);

/** All 32 names that a call can have. */
export const TOOL_NAMES: readonly string[] = [...VERSIONED_TOOLS.flatMap(versionNames), ...PLAIN_TOOLS];

const families = new Map<string, ToolFamily>([
  ...VERSIONED_TOOLS.flatMap((family) => versionNames(family).map((name) => [name, family] as const)),
  ...PLAIN_TOOLS.map((family) => [family, family] as const),
]);

/** The tool of a name in a call: "OCR_v4" -> OCR; undefined for an unknown name, and for "OCR" alone. */
export function familyOf(name: string): ToolFamily | undefined {
  return families.get(name);
}

export function isVersioned(family: ToolFamily): boolean {
  return TOOL_VERSIONS[family] > 0;
}

/** Most conditions on a path of a rule. */
export const MAX_RULE_DEPTH = 6;
