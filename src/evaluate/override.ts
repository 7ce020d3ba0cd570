import type { RandomStream } from '../random/stream';
import type { Example } from '../tasks/clevr/clevr-policy';
import { overridePolicy } from '../tasks/clevr/policy/override';
import type { Policy } from '../tasks/clevr/policy/policy-tree';
import { goldReasoning } from '../tasks/clevr/policy/walk';

/**
 * Evaluation 3 (method section 3), Policy Override: the same images and policy names, but NEW content under the name,
 * given in the prompt. The right answer follows the new content. Scenes on which the old and the new policy give the
 * same case are left out: they cannot tell the two apart.
 */
export function overrideExamples(examples: readonly Example[], random: RandomStream): Example[] {
  const overridden = new Map<Policy, Policy>();
  return examples.flatMap((example) => {
    const policy =
      overridden.get(example.policy) ?? overridePolicy(example.policy, random.fork(example.policy.name));
    overridden.set(example.policy, policy);
    const gold = goldReasoning(policy, example.scene.objects);
    return gold.caseNumber === example.gold.caseNumber ? [] : [{ ...example, policy, gold }];
  });
}
