import { VISUAL_TOKENS } from '../../sequence/image';
import type { Task } from '../task';
import { CLEVR_SKILLS_M } from './base-skills-m';
import { CLEVR_POLICY_T, type ClevrView } from './clevr-policy-t';
import type { ClevrExample } from './example';

/** ClevrPolicy-M: some values of a policy's conditions are shown by crops. Everything else is as in ClevrPolicy-T. */
export const CLEVR_POLICY_M: Task<ClevrExample> = {
  ...CLEVR_POLICY_T,
  kind: 'clevr-policy-m',
  baseSkills: CLEVR_SKILLS_M,
  view: (example): ClevrView => ({ task: 'clevr-policy-m', ...CLEVR_POLICY_T.view(example) }) as ClevrView,
  unfit: ({ visualPlaces }) =>
    visualPlaces > VISUAL_TOKENS
      ? null
      : 'This base was made before policies could hold pictures, so it cannot see the crops of ClevrPolicy-M. Choose a newer base.',
};
