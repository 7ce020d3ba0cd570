import { METHOD_PLANS, type Method, type StageName } from '../../experiment/plan/methods';
import type { RlPhase } from '../../worker/protocol';

export { STAGE_NAMES } from '../../experiment/plan/methods';

/** What happens in a stage, for somebody who has not read the paper. */
const STAGE_MEANINGS: { readonly [S in StageName]: string } = {
  base: 'Nothing is trained. The base model has never met these policies; it answers with the policy in its prompt.',
  'direct-sft':
    'Learns to answer straight away: question and image in, answer out. No reasoning, no policy in the prompt.',
  'vm-cpt':
    'Visually-masked continual pretraining: reads policy, image, question, reasoning and answer as one text and learns every token of it except the image’s.',
  'cot-sft':
    'Learns to reason to the answer from memory: question and image in, conditions, verdicts and answer out.',
  distillation:
    'On-policy context distillation: answers on its own, and at every word learns what it would have said with the policy in its prompt. No rewards; as many responses and updates as RL.',
  rl: 'Answers on its own, many times per image, and makes the responses that score above their group more likely.',
};

export function stageMeaning(stage: StageName, method: Method): string {
  return stage === 'cot-sft' && METHOD_PLANS[method].withPolicy
    ? 'Learns to reason to the answer with the policy in its prompt, which is taken away when it is measured.'
    : STAGE_MEANINGS[stage];
}

/** What a method does, in plain words. */
export const METHOD_MEANINGS: { readonly [M in Method]: string } = {
  'in-context': 'No training: the base model reads the policy in the prompt, every time.',
  'direct-sft': 'Learns answers by heart, without reasoning.',
  'cot-sft': 'Learns to write the reasoning and then the answer.',
  'vm-cpt+cot-sft': 'Reads the policy itself first, then learns to reason from memory.',
  'cot-sft+grpo': 'Learns to reason, then improves by trial and error (GRPO).',
  'cot-sft+dapo':
    'Learns to reason, then improves by trial and error; groups without signal are redrawn (DAPO).',
  'trimpi-grpo': 'Reads the policy, learns to reason, then trial and error (GRPO).',
  'trimpi-dapo': 'Reads the policy, learns to reason, then trial and error (DAPO).',
  'trimpi-poro-grpo':
    'All three stages; in RL half of each group is answered with the policy in sight (PolicyRollout, GRPO).',
  'trimpi-poro-dapo':
    'All three stages; in RL half of each group is answered with the policy in sight (PolicyRollout, DAPO).',
  'trimpi-gated-poro-grpo':
    'All three stages; answers with the policy in sight join a group only where they are faithful to it and right more often (gated PolicyRollout, ours; GRPO).',
  'trimpi-gated-poro-dapo':
    'All three stages; answers with the policy in sight join a group only where they are faithful to it and right more often (gated PolicyRollout, ours; DAPO).',
  'cot-sft+distillation':
    'Learns to reason, then to say without the policy what it says with it (on-policy context distillation, no rewards).',
  'vm-cpt+cot-sft+distillation':
    'Reads the policy, learns to reason, then to say without the policy what it says with it (on-policy context distillation, no rewards).',
  'cot-sft-matched': 'A control: CoT SFT that also gets the compute of VM-CPT.',
  'cot-sft-matched+dapo': 'A control: CoT SFT that also gets the compute of VM-CPT, then DAPO.',
  'cot-sft+poro-dapo': 'A control: PolicyRollout without VM-CPT.',
  'trimpi-poro-dapo-separate': 'A control: advantages within each source instead of within the whole group.',
  'trimpi-dapo-cot-set': 'A control: RL on the few images with reasoning instead of the whole pool.',
  'trimpi-grpo-samples':
    'A control: GRPO with three times the responses, about what dynamic sampling draws for DAPO in the quick preset.',
  'policy-sft': 'A control: trained with the policy in the prompt, measured without.',
  'poro-dapo': 'A control: PolicyRollout straight from the base, nothing supervised before.',
  'unmasked-cpt+cot-sft':
    'A control: continual pretraining that also has to predict the place of every visual token.',
  'trimpi-poro-grpo-faithful':
    'A control: PolicyRollout in which answers with the policy in sight are right only if they follow it (GRPO).',
  'trimpi-poro-dapo-faithful':
    'A control: PolicyRollout in which answers with the policy in sight are right only if they follow it (DAPO).',
  'trimpi-poro-grpo-gate':
    'A control: PolicyRollout in which answers with the policy in sight join only where they are right more often (GRPO).',
  'trimpi-poro-dapo-gate':
    'A control: PolicyRollout in which answers with the policy in sight join only where they are right more often (DAPO).',
};

/** What has just been done in an RL step. */
export const PHASES_DONE: { readonly [P in RlPhase]: string } = {
  rollout: 'responses sampled',
  reward: 'rewards given',
  advantage: 'advantages computed',
  update: 'model updated',
};
