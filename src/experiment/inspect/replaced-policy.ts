import { RandomStream } from '../../random/stream';
import { overridePolicy } from '../../tasks/clevr/policy/override';
import type { Policy } from '../../tasks/clevr/policy/policy-tree';

/** The new content under a policy's name that the override evaluation of an experiment with this seed puts in the prompt. */
export function replacedPolicy(policy: Policy, seed: number): Policy {
  return overridePolicy(policy, RandomStream.of(seed, 'override').fork(policy.name));
}
