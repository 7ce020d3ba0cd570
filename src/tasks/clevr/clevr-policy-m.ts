import { VISUAL_TOKENS } from '../../sequence/image';
import type { Task } from '../task';
import { CLEVR_SKILLS_M } from './base-skills-m';
import { CLEVR_POLICY_T, type ClevrView } from './clevr-policy-t';
import type { ClevrExample } from './example';

/**
 * Tokens that a crop adds to a policy, for N = 1 .. 6 layers (dataset card): one for every value that it shows, with what conditions
 * below take over.
 */
const CROP_TOKENS = [1, 2.6, 5.8, 19.3, 38.5, 67.1] as const;

/** ClevrPolicy-M: some values of a policy's conditions are shown by crops. Everything else is as in ClevrPolicy-T. */
export const CLEVR_POLICY_M: Task<ClevrExample> = {
  ...CLEVR_POLICY_T,
  kind: 'clevr-policy-m',
  baseSkills: CLEVR_SKILLS_M,
  view: (example): ClevrView => ({ task: 'clevr-policy-m', ...CLEVR_POLICY_T.view(example) }) as ClevrView,
  expectedTokens(dataset) {
    const { policy, ...others } = CLEVR_POLICY_T.expectedTokens(dataset);
    return { policy: policy + CROP_TOKENS[dataset.layers - 1], ...others };
  },
  unfit: ({ visualPlaces }) =>
    visualPlaces > VISUAL_TOKENS
      ? null
      : 'This base was made before policies could hold pictures, so it cannot see the crops of ClevrPolicy-M. Choose a newer base.',
};
