import type { ExperimentConfig } from '../../../../experiment/plan/config';
import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { parsePolicyName } from '../../../../tasks/clevr/policy/names';
import { loadNamedPolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';

/** The policy of the data set with this name, if there is one. */
export function namedPolicy(name: string): Policy | null {
  const parsed = parsePolicyName(name);
  return (parsed && loadNamedPolicies(parsed.layers).find((policy) => policy.name === name)) ?? null;
}

/** What a run taught its models under this name; null where it taught nothing. */
export function learnedPolicy(config: ExperimentConfig, name: string): Policy | null {
  return experimentPolicies(config).find((policy) => policy.name === name) ?? null;
}
