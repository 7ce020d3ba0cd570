import { RandomStream } from '../../../random/stream';
import { MAX_LAYERS } from '../../../sequence/vocabulary';
import { withCrops } from './crops';
import { generatePolicy } from './generator';
import { policyName, policyNames } from './names';
import type { Policy } from './policy-tree';
import { decisionNodes } from './walk';

/** The paper has ten policies for each number of layers (method 5.1). */
export const NAMED_POLICY_COUNT = 10;

const DATASET_SEED = 1;

function datasetNames(): string[] {
  return policyNames(RandomStream.of(DATASET_SEED, 'clevr-policy/names'));
}

/**
 * Makes the ten named policies with N = 1..6 layers, no two with the same questions. The files in
 * `datasets/clevr-policy/` are what this returns; `node scripts/make-policies.mjs` writes them.
 */
export function makeNamedPolicies(layers: number): Policy[] {
  const random = RandomStream.of(DATASET_SEED, `clevr-policy/${layers}`);
  const first = (layers - 1) * NAMED_POLICY_COUNT;
  const seen = new Set<string>();
  const questions = (policy: Policy) => JSON.stringify(decisionNodes(policy).map((node) => node.condition));
  return datasetNames()
    .slice(first, first + NAMED_POLICY_COUNT)
    .map((name) => {
      for (;;) {
        const policy = generatePolicy(random, layers, policyName(layers, name));
        if (seen.has(questions(policy))) continue;
        seen.add(questions(policy));
        return policy;
      }
    });
}

/**
 * Makes the ten named policies of ClevrPolicy-M: the same trees under the same names, with some of their values shown by crops, so
 * that what pictures cost can be measured on pairs. The files are in `datasets/clevr-policy-m/`.
 */
export function makePicturePolicies(layers: number): Policy[] {
  const random = RandomStream.of(DATASET_SEED, `clevr-policy-m/${layers}`);
  return makeNamedPolicies(layers).map((policy) => withCrops(policy, random.fork(policy.name)));
}

/** The names that no named policy bears, shuffled: for the fresh policies of pretraining. */
export function freshNames(random: RandomStream): string[] {
  return random.shuffled(datasetNames().slice(MAX_LAYERS * NAMED_POLICY_COUNT));
}
