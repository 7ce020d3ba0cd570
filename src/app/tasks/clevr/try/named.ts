import type { ExperimentConfig } from '../../../../experiment/plan/config';
import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { hasCrops } from '../../../../tasks/clevr/policy/crops';
import { parsePolicyName } from '../../../../tasks/clevr/policy/names';
import { loadNamedPolicies, loadPicturePolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';

/** The policy with this name of ClevrPolicy-M, or of ClevrPolicy-T, if there is one. */
export function namedPolicy(name: string, withPictures: boolean): Policy | null {
  const parsed = parsePolicyName(name);
  const load = withPictures ? loadPicturePolicies : loadNamedPolicies;
  return (parsed && load(parsed.layers).find((policy) => policy.name === name)) ?? null;
}

/** What an edited policy was: of the data set that it is still one of. */
export function originalOf(policy: Policy): Policy | null {
  return namedPolicy(policy.name, hasCrops(policy));
}

/** What a run taught its models under this name; null where it taught nothing. */
export function learnedPolicy(config: ExperimentConfig, name: string): Policy | null {
  return experimentPolicies(config).find((policy) => policy.name === name) ?? null;
}
