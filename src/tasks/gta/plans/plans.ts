import { BOARD_PLANS } from './board-plans';
import type { Plan } from './plan';
import { SCENE_PLANS } from './scene-plans';

const ALL = { ...BOARD_PLANS, ...SCENE_PLANS };

export type PlanName = keyof typeof ALL;
export const PLANS: { readonly [P in PlanName]: Plan } = ALL;
export const PLAN_NAMES = Object.keys(ALL) as readonly PlanName[];
