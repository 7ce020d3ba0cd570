import type { RandomStream } from '../../../random/stream';
import { answersAlike, freshRule, withLabels } from './fresh';
import type { GtaPolicy } from './policy';
import { policyConditions } from './walk';

/** Share of the rules that an override replaces. */
const REPLACED = 0.6;

/**
 * Policy override (method section 3, item 3): the same name, some of the rules drawn anew; the other rules, the tips and whether
 * mathematics goes to MathOCR stay. Conditions keep their numbering in text order, as a policy that was edited would.
 */
export function overrideGtaPolicy(policy: GtaPolicy, random: RandomStream): GtaPolicy {
  const replaced = new Set(random.shuffled(policy.rules).slice(0, Math.ceil(REPLACED * policy.rules.length)));
  const rules = policy.rules.map((rule) => {
    if (!replaced.has(rule)) return rule;
    for (;;) {
      const fresh = freshRule(rule.tool, random, rule.root.condition.about === 'mathematics');
      if (!answersAlike(fresh.root, rule.root)) return fresh;
    }
  });
  const next = { ...policy, rules };
  return withLabels(
    next,
    policyConditions(next).map((_, i) => i + 1),
  );
}
