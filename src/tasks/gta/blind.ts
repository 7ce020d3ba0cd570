import type { RandomStream } from '../../random/stream';
import { IMAGE_NAMES } from '../../sequence/tool-words';
import { answerTokens, reasoningTokens } from './encode';
import type { GtaExample } from './example';
import type { Turn } from './instance';
import type { RuleNode } from './rules/policy';
import { type RuleStep, ruleOf } from './rules/walk';

/**
 * A response of somebody who knows the policy by heart and hears the query, but sees neither pictures nor profile: the right tool,
 * verdicts by a fair coin, any picture's name.
 */
export function blindResponse({ rules, turn, instance }: GtaExample, random: RandomStream): number[] {
  const { need } = turn;
  const rule = ruleOf(rules, need.tool);
  const steps: RuleStep[] = [];
  let node: RuleNode = rule?.root ?? { kind: 'tool', name: need.tool };
  while (node.kind === 'condition') {
    const verdict = random.next() < 0.5;
    steps.push({ label: node.label, condition: node.condition, verdict });
    node = verdict ? node.whenTrue : node.whenFalse;
  }
  const names = instance.pictures.length > 0 ? instance.pictures.map(({ name }) => name) : IMAGE_NAMES;
  const given =
    need.arguments.image === undefined ? need.arguments : { ...need.arguments, image: random.pick(names) };
  const blind: Turn = {
    ...turn,
    need: { ...need, arguments: given },
    walk: rule ? { steps, name: node.name } : null,
    call: { name: node.name, arguments: given },
  };
  return [...reasoningTokens(blind), ...answerTokens(blind)];
}
