import { viewOf } from '../../../../experiment/record/questions';
import type { RunRecord } from '../../../../experiment/record/run-record';
import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { hasCrops } from '../../../../tasks/clevr/policy/crops';
import { parsePolicyName } from '../../../../tasks/clevr/policy/names';
import { loadNamedPolicies, loadPicturePolicies } from '../../../../tasks/clevr/policy/policy-dataset';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { clevrOf } from '../clevr-view';
import { samePolicy } from './policy-edit';

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

/**
 * The policies that a run taught its models. They follow from its configuration, but not for ever: a recording of an older version of
 * this page may have drawn others from the same seed. Then those that its evaluations ask about count.
 */
export function taughtPolicies(record: RunRecord): readonly Policy[] {
  const known = taught.get(record);
  if (known) return known;
  const planned = experimentPolicies(record.config);
  // The rules of tools are no tree.
  const asked = record.config.dataset.kind === 'gta-policy' ? [] : askedPolicies(record);
  const isAsPlanned = asked.every((policy) => planned.some((other) => samePolicy(policy, other)));
  const policies = isAsPlanned ? planned : asked;
  taught.set(record, policies);
  return policies;
}

const taught = new WeakMap<RunRecord, readonly Policy[]>();

/** The policies that the evaluations of a run ask about, as far as the record has their questions; each once. */
function askedPolicies({ questions, stages }: RunRecord): Policy[] {
  const views = questions
    ? questions.asked.map((question) => viewOf(questions, question))
    : stages.flatMap(({ evaluation }) => (evaluation?.examples ?? []).map(({ example }) => example));
  return [...new Map(views.map((view) => [clevrOf(view).policy.name, clevrOf(view).policy])).values()];
}

/** What a run taught its models under this name; null where it taught nothing. */
export function learnedPolicy(record: RunRecord, name: string): Policy | null {
  return taughtPolicies(record).find((policy) => policy.name === name) ?? null;
}
