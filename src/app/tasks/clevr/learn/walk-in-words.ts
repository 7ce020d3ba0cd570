import { conditionName } from '../../../../sequence/vocabulary';
import type { ClevrView } from '../../../../tasks/clevr/clevr-policy-t';
import { describeCondition } from '../../../../tasks/clevr/policy/describe';
import type { Reasoning } from '../../../../tasks/clevr/policy/policy-tree';

/** What became of the visitor's way down the tree: where it left the right one, and that the end may be right by luck. */
export function walkInWords({ gold }: Pick<ClevrView, 'gold'>, walked: Reasoning): string {
  const wrong = gold.steps.findIndex((step, i) => walked.steps[i]?.verdict !== step.verdict);
  if (wrong < 0) return 'Every verdict is right, so the way ends where the policy says.';
  const { label, condition, verdict } = gold.steps[wrong];
  const rest =
    wrong === gold.steps.length - 1
      ? ''
      : ' One wrong verdict, and everything after it is about another case.';
  return `At ${conditionName(label)} the picture ${verdict ? 'has' : 'does not have'} a ${describeCondition(condition)}.${rest}`;
}
