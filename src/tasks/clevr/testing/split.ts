import type { RandomStream } from '../../../random/stream';
import type { Split } from '../../dataset';
import { balancedExamples, type ClevrExample } from '../example';
import type { Policy } from '../policy/policy-tree';

/** A split for some policies, drawn as the task draws it for those of an experiment. */
export function clevrPolicySplit(
  policies: readonly Policy[],
  perPolicy: number,
  split: Split,
  random: RandomStream,
): ClevrExample[] {
  return policies.flatMap((policy) =>
    balancedExamples(policy, perPolicy, random.fork(`${split}/${policy.name}`)),
  );
}
