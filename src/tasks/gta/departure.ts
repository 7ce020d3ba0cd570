import type { Departure } from '../task';
import type { GtaReading } from './read-response';
import { conditionWords, sameCondition } from './rules/condition';
import type { ConditionNode, GtaPolicy, RuleNode } from './rules/policy';
import { ruleLine } from './rules/policy-text';
import { nodeByLabel, ruleOf } from './rules/walk';

/**
 * The first place where a response departs from the rules that stood in its prompt (method 2.4b), or null: the rule of the tool that
 * it names is quoted as it stands, from its root, each step follows from the verdict before it, and the name called is where the
 * last one leads. A tool without a rule is called by its own name, with no condition quoted. Verdicts are taken as given.
 */
export function departureFrom(policy: GtaPolicy, { tool, steps, call }: GtaReading): Departure | null {
  const called = call?.name ?? 'no call';
  if (tool === null) return jump(`no tool, then ${called}`, 'A tool is named before it is called.');
  const rule = ruleOf(policy, tool);
  if (!rule) {
    const [step] = steps;
    if (step) return quote(step.label, conditionWords(step.condition), `${tool} has no rule.`);
    return called === tool ? null : jump(`${tool}, then ${called}`, `${tool} has no versions.`);
  }
  let here: { readonly node: ConditionNode; readonly verdict: boolean } | null = null;
  let next: RuleNode = rule.root;
  const leaves = (to: string) =>
    here
      ? jump(`Condition ${here.node.label}: ${here.verdict ? 'yes' : 'no'}, then ${to}`, ruleLine(here.node))
      : jump(`${tool}, then ${to}`, ruleLine(rule.root));
  for (const { label, condition, verdict } of steps) {
    const node = nodeByLabel(policy, label);
    if (!node) return quote(label, conditionWords(condition), `There is no Condition ${label}.`);
    if (node !== next) return leaves(`Condition ${label}`);
    if (!sameCondition(node.condition, condition)) {
      return quote(label, conditionWords(condition), ruleLine(node));
    }
    here = { node, verdict };
    next = verdict ? node.whenTrue : node.whenFalse;
  }
  return next.kind === 'tool' && next.name === called ? null : leaves(called);
}

function quote(label: number, words: string, policy: string): Departure {
  return { kind: 'quote', said: `Condition ${label}: ${words}`, policy };
}

function jump(said: string, policy: string): Departure {
  return { kind: 'jump', said, policy };
}
