import { LABEL_COUNT } from '../../../sequence/vocabulary';
import { conditionFault } from './condition';
import { familyOf, type GtaPolicy, MAX_RULE_DEPTH, type RuleNode, type ToolRule } from './policy';

/** A broken rule of policies. `label` is that of the condition concerned; null for the policy as a whole. */
export interface GtaPolicyProblem {
  readonly label: number | null;
  readonly message: string;
}

/** Every way in which a policy breaks what policies must keep to; an empty list for a good one. */
export function gtaPolicyProblems(policy: GtaPolicy): GtaPolicyProblem[] {
  const problems: GtaPolicyProblem[] = [];
  const say = (label: number | null, message: string) => problems.push({ label, message });
  if (!/^[\w-]{1,20}$/.test(policy.name)) say(null, `"${policy.name.slice(0, 20)}" is not a policy's name.`);
  const told = new Set<string>();
  const labels = new Set<number>();

  const check = (node: RuleNode, { tool }: ToolRule, parent: number, depth: number) => {
    if (node.kind === 'tool') {
      const fits = familyOf(node.name) === tool || (tool === 'OCR' && node.name === 'MathOCR');
      if (!fits) say(parent, `Condition ${parent} leads to ${node.name}, which is not a version of ${tool}.`);
      return;
    }
    const { label, condition } = node;
    if (!(Number.isInteger(label) && label >= 1 && label < LABEL_COUNT)) {
      say(label, `Condition ${label} does not exist: conditions are numbered 1 to ${LABEL_COUNT - 1}.`);
    } else if (labels.has(label)) say(label, `Condition ${label} occurs twice.`);
    labels.add(label);
    const fault = conditionFault(condition);
    if (fault) say(label, `Condition ${label} ${fault}.`);
    if (condition.about === 'mathematics' && tool !== 'OCR') {
      say(label, `Condition ${label} asks for mathematics; only the rule of OCR may.`);
    }
    if (depth === MAX_RULE_DEPTH) {
      say(
        label,
        `Condition ${label} is number ${depth + 1} on its path; a path has ${MAX_RULE_DEPTH} at most.`,
      );
      return;
    }
    check(node.whenTrue, { tool, root: node }, label, depth + 1);
    check(node.whenFalse, { tool, root: node }, label, depth + 1);
  };
  for (const rule of policy.rules) {
    if (told.has(rule.tool)) say(rule.root.label, `${rule.tool} has two rules.`);
    told.add(rule.tool);
    check(rule.root, rule, rule.root.label, 0);
  }
  const { closed, open } = policy.tips;
  for (const k of [closed, open]) {
    if (!(Number.isInteger(k) && k >= 1 && k <= 10)) say(null, `k is 1 to 10, not ${k}.`);
  }
  return problems;
}
