import { RandomStream } from '../../random/stream';
import type { DatasetConfig } from '../dataset';
import type { PaperScale } from '../task';
import { taughtRules } from './own-policy';
import { overrideGtaPolicy } from './rules/override';
import type { GtaPolicy } from './rules/policy';
import { OCR_REVERSED } from './rules/policy-dataset';
import { gtaPolicyText } from './rules/policy-text';

/** Drawn overrides whose text is measured: prompts with new rules must fit, too. */
const OVERRIDES = 50;

/** What holds for our pictures and queries and for GTA's alike. */
export const GTA_DISCLOSURES = [
  'Words in arguments are compared by token F1. The paper uses BERTScore, which gives part of the score to other words of the same meaning and, without rescaling, hardly any text less than .8: our argument scores of wrong words are lower.',
  'Arguments count for every version of the right tool, and those of another tool earn nothing. The paper does not say what it does.',
  'Reasoning is written by a template: what is needed, then the conditions of the tool’s rule. The paper does not say how it made its reasoning.',
  'The rules are the paper’s; the wording of the policy’s text is ours.',
  'Dynamic sampling drops groups whose accuracies are all equal. EasyR1’s own goes by their mean, and would keep a group of equal partial scores.',
];

const DISCLOSURES = [
  'Pictures, queries and what tools return are ours: CLEVR scenes and boards with words, prices and formulas. The paper has the 557 calls of GTA; `npm run export -- gta-paper --official FOLDER` makes the data from GTA’s own files.',
  'Users are drawn so that all versions of a tool are equally likely; three of ten calls are of tools without versions.',
];

const OWN_DISCLOSURE = 'The rules are not the paper’s: they were written for this experiment.';

/** What was drawn for rules before. */
const known = new WeakMap<GtaPolicy, PaperScale['policies']>();

/** The rules that are taught and what stands in their place under override. */
function everyPolicy(taught: GtaPolicy): PaperScale['policies'] {
  const random = RandomStream.of(1, 'gta-policy/lengths');
  const policies =
    known.get(taught) ??
    [taught, OCR_REVERSED, ...Array.from({ length: OVERRIDES }, () => overrideGtaPolicy(taught, random))].map(
      (policy) => ({ text: gtaPolicyText(policy), pictures: 0 }),
    );
  known.set(taught, policies);
  return policies;
}

/** GTAPolicy as the paper trains on it (method 2 and 5.2), with our pictures and queries. */
export function gtaAtPaperScale(dataset: Pick<DatasetConfig, 'own'>): PaperScale {
  return {
    module: 'gta_policy',
    title: 'GTAPolicy',
    rolloutBatch: 256,
    epochs: { 'direct-sft': 10, 'vm-cpt': 5, 'cot-sft': 10 },
    // One batch of 256 fits into 451 calls, so that 50 epochs are 50 steps.
    rlEpochs: 50,
    paperData:
      'The paper’s GTAPolicy has 451 calls to train on and 106 to test; RL takes 50 epochs with a rollout batch of 256.',
    policies: everyPolicy(taughtRules(dataset)),
    // With two pictures, three earlier calls and their returns (recipes.test.ts keeps it true).
    question: { tokens: 192, pictures: 2 },
    responseTokens: 1024,
    disclosures: [...DISCLOSURES, ...GTA_DISCLOSURES, ...(dataset.own === undefined ? [] : [OWN_DISCLOSURE])],
  };
}
