import { conditionName } from '../../../sequence/vocabulary';
import type { Departure } from '../../task';
import { conditionPhrase } from './condition-phrase';
import { describeCondition } from './describe';
import { edgeText } from './policy-text';
import type { DecisionNode, Policy, PolicyNode, Reasoning } from './policy-tree';
import { nodeByLabel, sameCondition } from './walk';

/**
 * The first place where reasoning departs from the policy that stood in its prompt (method 2.4b), or null: each condition is quoted
 * as it stands there, each step follows from the verdict before it, the first is the root, and the case follows from the last.
 * Verdicts are taken as given: the picture is not looked at.
 */
export function departureFrom(policy: Policy, { steps, caseNumber }: Reasoning): Departure | null {
  let here: { readonly node: DecisionNode; readonly verdict: boolean } | null = null;
  let next: PolicyNode = policy.root;
  const jump = (to: string): Departure => ({
    kind: 'jump',
    said: here
      ? `${conditionName(here.node.label)}: ${here.verdict ? 'yes' : 'no'}, then ${to}`
      : `first ${to}`,
    policy: here
      ? `${conditionName(here.node.label)}: ${edgeText(here.node, here.verdict)}`
      : `Start at ${conditionName(policy.root.label)}.`,
  });
  for (const { label, condition, verdict } of steps) {
    const name = conditionName(label);
    const node = nodeByLabel(policy, label);
    if (!node) {
      return {
        kind: 'quote',
        said: `${name}: ${describeCondition(condition)}`,
        policy: `There is no ${name}.`,
      };
    }
    if (node !== next) return jump(name);
    if (!sameCondition(node.condition, condition)) {
      const [said, stands] = [describeCondition(condition), conditionPhrase(node)];
      return { kind: 'quote', said: `${name}: ${said}`, policy: `${name}: ${stands}` };
    }
    here = { node, verdict };
    next = verdict ? node.whenTrue : node.whenFalse;
  }
  const follows = next.kind === 'response' && next.caseNumber === caseNumber;
  return follows ? null : jump(caseNumber === null ? 'no case' : `Case ${caseNumber}`);
}
