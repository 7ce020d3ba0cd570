import type { ErrorClass, Judgement } from '../task';
import { circumstancesOf, type Instance, type Turn } from './instance';
import type { GtaReading } from './read-response';
import { holds, sameCondition } from './rules/condition';
import { familyOf, type GtaPolicy, type RuleNode } from './rules/policy';
import { nodeByLabel, profileValue, ruleOf, walkRule } from './rules/walk';
import { scoreCall } from './score';

/** Four checks of one step, as for ClevrPolicy. */
export interface GtaStepVerdict {
  /** The policy has a condition of this label. */
  readonly labelExists: boolean;
  /** The condition quoted is that one. */
  readonly conditionMatches: boolean;
  /** The value said is the user's, and the yes or no is true of the condition as quoted. */
  readonly verdictCorrect: boolean;
  /** The step before, with the verdict it gave, leads here; the first step is the root of the tool's rule. */
  readonly jumpFollows: boolean;
}

export interface GtaJudgement extends Judgement {
  readonly steps: readonly GtaStepVerdict[];
}

/**
 * The rule judge of policy referral for tools (method section 3, item 4). Each step is judged against what it builds on, as for
 * ClevrPolicy: a verdict against the condition that was quoted, a jump against the verdict that was given.
 *
 * Errors in reading order. Tool choice: the tool that is said to be needed is not the one that is. Perception: the picture that is
 * said to be looked at, a value of the profile, a verdict, or whether a question is open-ended, is wrong. Recall: the label does not
 * exist, or the condition quoted is not its. Branching: the step before does not lead here, or the last step does not lead to the
 * name called. Tool choice again: the name called belongs to another tool than reasoning said. Argument: one for each
 * argument of the call that is not fully right, where the tool is the right one.
 *
 * Score = 10 x checks passed / checks due: one for the tool, four for each step (none for a step back to a label), four for each step
 * left out, one for the name.
 */
export function judgeResponse(
  policy: GtaPolicy,
  instance: Instance,
  turn: Turn,
  reading: GtaReading,
): GtaJudgement {
  const errors = { recall: 0, perception: 0, branching: 0, tool: 0, argument: 0 };
  let firstError: ErrorClass | null = null;
  const charge = (error: keyof typeof errors) => {
    errors[error]++;
    firstError ??= error;
  };
  const { need } = turn;
  const { call, tool } = reading;
  const circumstances = circumstancesOf(instance, need);
  const wantedImage = need.arguments.image ?? null;

  const toolIsRight = tool === need.tool;
  if (!toolIsRight) charge('tool');
  else if (reading.image !== wantedImage) charge('perception');

  // Whatever tool reasoning named, its rule is the one to follow.
  const rule = tool === null ? undefined : ruleOf(policy, tool);
  let next: RuleNode | null = rule?.root ?? null;
  const followsRule = rule !== undefined;
  const visited = new Set<number>();
  let passed = toolIsRight ? 1 : 0;
  let leftOut = 0;
  const steps = reading.steps.map(({ label, condition, verdict, value }, i): GtaStepVerdict => {
    const node = nodeByLabel(policy, label);
    const has = profileValue(instance.profile, condition.about);
    const step = {
      labelExists: node !== undefined,
      conditionMatches: node !== undefined && sameCondition(node.condition, condition),
      verdictCorrect: holds(condition, circumstances) === verdict && (value === undefined || value === has),
      jumpFollows: node !== undefined && node === next,
    };
    if (!node) charge('recall');
    else {
      if (!step.jumpFollows && (next !== null || !followsRule)) charge('branching');
      if (!step.conditionMatches) charge('recall');
    }
    if (!step.verdictCorrect) charge('perception');
    if (step.conditionMatches && !visited.has(label)) passed += Object.values(step).filter(Boolean).length;
    visited.add(label);
    leftOut = Math.max(leftOut, depthOf(policy, label) - i);
    next = node ? (verdict ? node.whenTrue : node.whenFalse) : null;
    return step;
  });

  if (need.open !== undefined && reading.open !== null && reading.open !== need.open) charge('perception');

  const named = call ? familyOf(call.name) : undefined;
  const end: RuleNode | null = next;
  const nameFollows =
    call !== null && (followsRule ? endsIn(end, call.name) : tool !== null && call.name === tool);
  if (nameFollows) passed++;
  else if (call === null || (named !== tool && !(tool === 'OCR' && named === 'MathOCR'))) charge('tool');
  else if (end !== null) charge('branching');

  if (call && named === familyOf(turn.call.name)) {
    for (const { score } of scoreCall(turn.call, call).each) if (score < 1) charge('argument');
  }

  const walked = (from: RuleNode | undefined) => (from ? walkRule(from, circumstances).steps.length : 0);
  // After an unknown label, or without a rule, what the right way has more than was said is still due.
  const toCome = end
    ? walked(end)
    : Math.max(0, (followsRule ? walked(rule.root) : (turn.walk?.steps.length ?? 0)) - steps.length);
  const due = 2 + 4 * (steps.length + leftOut + toCome);
  return {
    score: (10 * passed) / due,
    errors,
    firstError,
    references: reading.steps.map(({ label }) => String(label)),
    steps,
  };
}

/** Conditions above a label in its rule; 0 for an unknown label. */
function depthOf({ rules }: GtaPolicy, label: number): number {
  const search = (node: RuleNode, depth: number): number =>
    node.kind === 'tool'
      ? 0
      : node.label === label
        ? depth
        : Math.max(search(node.whenTrue, depth + 1), search(node.whenFalse, depth + 1));
  return Math.max(0, ...rules.map(({ root }) => search(root, 0)));
}

function endsIn(node: RuleNode | null, name: string): boolean {
  return node?.kind === 'tool' && node.name === name;
}
