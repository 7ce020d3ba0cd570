import type { TaskKind } from '../../tasks/dataset';

/** The task that the lesson teaches with. */
export const LESSON_TASK: TaskKind = 'clevr-policy-t';

/** The steps of the lesson, in order; their places, from 1, stand in the address. */
export const STEPS = [
  { id: 'follow', name: 'Follow', title: 'Follow a policy by hand' },
  { id: 'cost', name: 'Cost', title: 'What the prompt costs' },
  { id: 'inject', name: 'Inject', title: 'Inject: read the policy until it sticks' },
  { id: 'reason', name: 'Reason', title: 'Reason: answer from memory' },
  { id: 'explore', name: 'Explore', title: 'Explore: learn from your own answers' },
  { id: 'with-policy', name: 'With policy', title: 'Explore with the policy in sight' },
  { id: 'override', name: 'Override', title: 'Override: new rules under the old name' },
  { id: 'forgetting', name: 'Forgetting', title: 'Forgetting: what it cost the old skills' },
] as const;

export type StepId = (typeof STEPS)[number]['id'];

/** Skills of the base that the last step asks about (evaluation 6). */
export const SKILLS = ['exist', 'query', 'textWalk', 'freshInContext'] as const;
export type Skill = (typeof SKILLS)[number];

export const SKILL_NAMES: { readonly [S in Skill]: string } = {
  exist: 'Seeing: is there such an object?',
  query: 'Seeing: which colour, shape, size?',
  textWalk: 'Reading: a new policy about a scene in words',
  freshInContext: 'Following: a new policy in the prompt, about a picture',
};

/** RL steps that a drawn curve is given at, as shares of all of them. */
export const KNOTS = [0, 0.25, 0.5, 0.75, 1] as const;
