/** The steps of the lesson, in order; their places, from 1, stand in the address. */
export const STEPS = [
  { id: 'follow', name: 'Follow', title: 'Follow a policy by hand' },
  { id: 'cost', name: 'Cost', title: 'What the prompt costs' },
  { id: 'inject', name: 'Inject', title: 'Inject: read the policy until it sticks' },
  { id: 'reason', name: 'Reason', title: 'Reason: answer from memory' },
  { id: 'explore', name: 'Explore', title: 'Explore: learn from your own answers' },
  { id: 'with-policy', name: 'With policy', title: 'Explore with the policy in sight' },
  { id: 'wrong-reasons', name: 'Reasons', title: 'Right for the wrong reasons' },
  { id: 'override', name: 'Override', title: 'Override: new rules under the old name' },
  { id: 'forgetting', name: 'Forgetting', title: 'Forgetting: what it cost the old skills' },
  { id: 'class', name: 'Class', title: 'A class: one run is one draw' },
  { id: 'tools', name: 'Tools', title: 'Tools: a policy for an assistant at work' },
] as const;

export type StepId = (typeof STEPS)[number]['id'];
