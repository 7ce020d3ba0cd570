/** The rows of the paper's main table (method section 2), each a composition of the same stages. */
export const METHODS = [
  'in-context',
  'direct-sft',
  'cot-sft',
  'vm-cpt+cot-sft',
  'cot-sft+grpo',
  'cot-sft+dapo',
  'trimpi-grpo',
  'trimpi-dapo',
  'trimpi-poro-grpo',
  'trimpi-poro-dapo',
] as const;
export type Method = (typeof METHODS)[number];

export type SupervisedStage = 'direct-sft' | 'vm-cpt' | 'cot-sft';
export type StageName = 'base' | SupervisedStage | 'rl';

/** Names of the stages, as the paper has them. */
export const STAGE_NAMES: { readonly [S in StageName]: string } = {
  base: 'Base',
  'direct-sft': 'Direct SFT',
  'vm-cpt': 'VM-CPT',
  'cot-sft': 'CoT SFT',
  rl: 'RL',
};

export interface RlVariant {
  readonly algorithm: 'grpo' | 'dapo';
  /** PolicyRollout: half of each group is sampled with the policy in context. */
  readonly policyRollout: boolean;
}

export interface MethodPlan {
  readonly label: string;
  readonly supervised: readonly SupervisedStage[];
  readonly rl: RlVariant | null;
}

export const METHOD_PLANS: { readonly [M in Method]: MethodPlan } = {
  'in-context': { label: 'In-Context', supervised: [], rl: null },
  'direct-sft': { label: 'Direct SFT', supervised: ['direct-sft'], rl: null },
  'cot-sft': { label: 'CoT SFT', supervised: ['cot-sft'], rl: null },
  'vm-cpt+cot-sft': { label: 'VM-CPT + CoT SFT', supervised: ['vm-cpt', 'cot-sft'], rl: null },
  'cot-sft+grpo': {
    label: 'CoT SFT + GRPO',
    supervised: ['cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: false },
  },
  'cot-sft+dapo': {
    label: 'CoT SFT + DAPO',
    supervised: ['cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: false },
  },
  'trimpi-grpo': {
    label: 'TriMPI w/ GRPO',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: false },
  },
  'trimpi-dapo': {
    label: 'TriMPI w/ DAPO',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: false },
  },
  'trimpi-poro-grpo': {
    label: 'TriMPI w/ PoRo-GRPO',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: true },
  },
  'trimpi-poro-dapo': {
    label: 'TriMPI w/ PoRo-DAPO',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: true },
  },
};

/** The stages a method runs through, base first. */
export function stagesOf(method: Method): StageName[] {
  const plan = METHOD_PLANS[method];
  return ['base', ...plan.supervised, ...(plan.rl ? (['rl'] as const) : [])];
}
