import type { DatasetConfig } from '../dataset';
import type { PaperScale } from '../task';
import { policyCrops } from './encode';
import { ownPolicyOf } from './own-policy';
import { namedPolicies } from './policy/policy-dataset';
import { policyText } from './policy/policy-text';

const DISCLOSURES = [
  'Reasoning is written by a template, a line per condition; the paper does not say how it made its reasoning.',
  'Labels are balanced: every case of a policy occurs equally often. The paper balances nothing, so its majority class is larger.',
  'Pictures come from our own renderer of CLEVR scenes, not from Blender.',
  'Policies come from our own generator; the true edge of a tree accumulates attributes, which the paper leaves open.',
];

const CROP_DISCLOSURE =
  'About half of the conditions show their value by a crop, and each crop is drawn, of one object. The paper says that some values are shown, not how many or how.';

/** ClevrPolicy as the paper trains on it (method 2.2 and 5.1). */
export function clevrAtPaperScale(dataset: DatasetConfig): PaperScale {
  const hasPictures = dataset.kind === 'clevr-policy-m';
  const own = ownPolicyOf(dataset);
  const possible = own ? [own, ...namedPolicies(dataset)] : namedPolicies(dataset);
  const disclosures = [
    ...DISCLOSURES,
    ...(hasPictures ? [CROP_DISCLOSURE] : []),
    ...(own
      ? [`The policy ${own.name} is not of the named ones: its text was written for this experiment.`]
      : []),
  ];
  return {
    module: 'clevr_policy',
    title: `ClevrPolicy-${hasPictures ? 'M' : 'T'}, N = ${dataset.layers}`,
    rolloutBatch: 384,
    epochs: { 'direct-sft': 2, 'vm-cpt': 5, 'cot-sft': 5 },
    // 20,000 prompts are 52 batches of 384; two epochs are the paper's 104 steps.
    rlEpochs: 2,
    paperData:
      'The paper’s ClevrPolicy has 10 policies with 2,000 images each; RL takes 104 steps, which are two epochs.',
    question: { tokens: 32, pictures: 1 },
    // Reasoning of six layers has 300; models that are not trained yet write more.
    responseTokens: 1024,
    policies: possible.map((policy) => ({
      text: policyText(policy, () => ''),
      pictures: policyCrops(policy).length,
    })),
    disclosures,
  };
}
