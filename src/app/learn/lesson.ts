import type { TaskKind } from '../../tasks/dataset';

/** The task that the lesson teaches with. */
export const LESSON_TASK: TaskKind = 'clevr-policy-t';

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
