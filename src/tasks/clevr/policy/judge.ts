import { exists, type ObjectAttributes } from '../../../scene/scene-graph';
import type { CommonErrorClass } from '../../task';
import type { Policy, PolicyNode, Reasoning } from './policy-tree';
import { conditionDepths, nodeByLabel, sameCondition, walkFrom } from './walk';

/** Four checks of one reasoning step. */
export interface StepVerdict {
  /** The policy has a condition of this label. */
  readonly labelExists: boolean;
  /** The conjunction quoted is that condition's. */
  readonly conditionMatches: boolean;
  /** The yes or no is true of the scene for the conjunction as quoted. */
  readonly verdictCorrect: boolean;
  /** The step before, with the verdict it gave, leads here; the first step is the root. */
  readonly jumpFollows: boolean;
}

export interface WalkJudgement {
  /** Policy referral, 0 to 10. */
  readonly score: number;
  /** The reasoning is the gold reasoning, case included. */
  readonly exact: boolean;
  /** Number of errors of each class. */
  readonly errors: { readonly [E in CommonErrorClass]: number };
  readonly steps: readonly StepVerdict[];
  /** The last step, with the verdict it gave, leads to the case answered. */
  readonly caseFollows: boolean;
  /** Class of the first error in reading order; null exactly when the reasoning is exact. */
  readonly firstError: CommonErrorClass | null;
}

/**
 * The rule judge of policy referral (method section 3, item 4; the paper asks a language model).
 *
 * Each step is judged as it stands, against what it builds on: the verdict against the conjunction that was quoted, the jump
 * against the verdict that was given. One mistake is thus one error, and right work after it counts.
 *
 * Score = 10 x checks passed / checks due. A step passes checks only if it quotes the condition of its label: labels are
 * the same in all policies of a size, so that walking another policy without a mistake would otherwise score 7. Due are four checks for each step, four for each step left out (between the
 * root and a condition that was referred to, or still to come where the reasoning stopped), and one for the case. A step
 * that returns to a label already visited passes none: a policy is a tree, and going round must not earn anything.
 *
 * Errors, in reading order, for each step: recall if its label is unknown; else branching if the step before does not lead
 * here (not charged when that step's label is unknown: nothing can follow from it); recall if the quoted conjunction is not
 * that condition's; perception if the verdict is not true of the scene. At the end: branching if the case does not follow
 * (or the reasoning stops before a case), again unless the last label is unknown.
 */
export function judgeReasoning(
  policy: Policy,
  objects: readonly ObjectAttributes[],
  reasoning: Reasoning,
): WalkJudgement {
  const errors = { recall: 0, perception: 0, branching: 0 };
  let firstError: CommonErrorClass | null = null;
  const charge = (error: CommonErrorClass) => {
    errors[error]++;
    firstError ??= error;
  };
  const visited = new Set<number>();
  const depths = conditionDepths(policy);
  let leftOut = 0;
  const steps: StepVerdict[] = [];
  let passed = 0;
  /** Where the steps so far lead; null after an unknown label. */
  let next: PolicyNode | null = policy.root;

  for (const { label, condition, verdict } of reasoning.steps) {
    const node = nodeByLabel(policy, label);
    const step: StepVerdict = {
      labelExists: node !== undefined,
      conditionMatches: node !== undefined && sameCondition(node.condition, condition),
      verdictCorrect: exists(objects, condition) === verdict,
      jumpFollows: node !== undefined && node === next,
    };
    if (!node) charge('recall');
    else {
      if (!step.jumpFollows && next !== null) charge('branching');
      if (!step.conditionMatches) charge('recall');
    }
    if (!step.verdictCorrect) charge('perception');
    if (step.conditionMatches && !visited.has(label)) passed += Object.values(step).filter(Boolean).length;
    visited.add(label);
    leftOut = Math.max(leftOut, (depths.get(label) ?? 0) - steps.length);
    steps.push(step);
    next = node ? (verdict ? node.whenTrue : node.whenFalse) : null;
  }

  const caseFollows = next?.kind === 'response' && next.caseNumber === reasoning.caseNumber;
  if (!caseFollows && next !== null) charge('branching');
  const toCome = next
    ? walkFrom(next, objects).steps.length
    : Math.max(0, walkFrom(policy.root, objects).steps.length - steps.length);
  const due = 4 * (steps.length + leftOut + toCome) + 1;
  const score = (10 * (passed + (caseFollows ? 1 : 0))) / due;
  return { score, exact: firstError === null, errors, steps, caseFollows, firstError };
}
