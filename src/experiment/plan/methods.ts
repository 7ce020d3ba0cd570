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

/** Rows beside the paper's ten: gated PolicyRollout, which is ours (method 2.4b), and the rival without rewards (2.4a). */
export const OTHER_METHODS = [
  'trimpi-gated-poro-grpo',
  'trimpi-gated-poro-dapo',
  'cot-sft+distillation',
  'vm-cpt+cot-sft+distillation',
] as const;

/** Controls (method section 2): what the paper's rows leave open, each a method with one thing changed. */
export const CONTROLS = [
  'cot-sft-matched',
  'cot-sft-matched+dapo',
  'cot-sft+poro-dapo',
  'trimpi-poro-dapo-separate',
  'trimpi-dapo-cot-set',
  'trimpi-grpo-samples',
  'policy-sft',
  'poro-dapo',
  'unmasked-cpt+cot-sft',
  'trimpi-poro-grpo-faithful',
  'trimpi-poro-dapo-faithful',
  'trimpi-poro-grpo-gate',
  'trimpi-poro-dapo-gate',
] as const;

export type Method = (typeof METHODS | typeof OTHER_METHODS | typeof CONTROLS)[number];

export type SupervisedStage = 'direct-sft' | 'vm-cpt' | 'cot-sft';
/** All stages, in the order in which a method can have them. */
export const STAGES = ['base', 'direct-sft', 'vm-cpt', 'cot-sft', 'distillation', 'rl'] as const;
export type StageName = (typeof STAGES)[number];

/** Names of the stages, as the paper has them. */
export const STAGE_NAMES: { readonly [S in StageName]: string } = {
  base: 'Base',
  'direct-sft': 'Direct SFT',
  'vm-cpt': 'VM-CPT',
  'cot-sft': 'CoT SFT',
  distillation: 'Context distillation',
  rl: 'RL',
};

export interface RlVariant {
  readonly algorithm: 'grpo' | 'dapo';
  /** PolicyRollout: half of each group is sampled with the policy in context. */
  readonly policyRollout: boolean;
  /**
   * Gated PolicyRollout (ours; method 2.4b) has both, a control one: policy-aware responses join a group only where they are right
   * more often than its own, and count as right only if they follow the policy in their prompt.
   */
  readonly gate?: true;
  readonly faithful?: true;
  /** Control: advantages from the mean and spread of the response's own source, not of the whole group. */
  readonly separateStatistics?: true;
  /** Control: prompts drawn from the few images with reasoning, not from the whole pool (paper table 11). */
  readonly onCotSet?: true;
  /** Control: so many times the prompts per step; GRPO with the samples that dynamic sampling costs DAPO. */
  readonly promptsTimes?: number;
}

export interface MethodPlan {
  readonly label: string;
  readonly supervised: readonly SupervisedStage[];
  readonly rl: RlVariant | null;
  /** On-policy context distillation in the place of RL, with its numbers (method 2.4a). */
  readonly distills?: true;
  /** Control: CoT SFT also gets the compute that VM-CPT would have cost. */
  readonly matched?: true;
  /** Control: continual pretraining also predicts the visual tokens' placeholders. */
  readonly unmasked?: true;
  /** Control: CoT SFT trains with the policy in the prompt, which is taken away only when the model is measured. */
  readonly withPolicy?: true;
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
  'trimpi-gated-poro-grpo': {
    label: 'TriMPI w/ gated PoRo-GRPO',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: true, gate: true, faithful: true },
  },
  'trimpi-gated-poro-dapo': {
    label: 'TriMPI w/ gated PoRo-DAPO',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: true, gate: true, faithful: true },
  },
  'cot-sft+distillation': {
    label: 'CoT SFT + distillation',
    supervised: ['cot-sft'],
    rl: null,
    distills: true,
  },
  'vm-cpt+cot-sft+distillation': {
    label: 'VM-CPT + CoT SFT + distillation',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: null,
    distills: true,
  },
  'cot-sft-matched': {
    label: 'CoT SFT, compute of VM-CPT + CoT SFT',
    supervised: ['cot-sft'],
    rl: null,
    matched: true,
  },
  'cot-sft-matched+dapo': {
    label: 'CoT SFT, compute of VM-CPT + CoT SFT, + DAPO',
    supervised: ['cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: false },
    matched: true,
  },
  'cot-sft+poro-dapo': {
    label: 'CoT SFT + PoRo-DAPO',
    supervised: ['cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: true },
  },
  'trimpi-poro-dapo-separate': {
    label: 'TriMPI w/ PoRo-DAPO, separate statistics',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: true, separateStatistics: true },
  },
  'trimpi-dapo-cot-set': {
    label: 'TriMPI w/ DAPO, RL on the CoT set',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: false, onCotSet: true },
  },
  'trimpi-grpo-samples': {
    label: 'TriMPI w/ GRPO, three times the samples',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: false, promptsTimes: 3 },
  },
  'policy-sft': {
    label: 'CoT SFT with the policy, then removed',
    supervised: ['cot-sft'],
    rl: null,
    withPolicy: true,
  },
  'poro-dapo': {
    label: 'PoRo-DAPO from the base',
    supervised: [],
    rl: { algorithm: 'dapo', policyRollout: true },
  },
  'unmasked-cpt+cot-sft': {
    label: 'CPT without visual masking + CoT SFT',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: null,
    unmasked: true,
  },
  'trimpi-poro-grpo-faithful': {
    label: 'TriMPI w/ PoRo-GRPO, faithful responses only',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: true, faithful: true },
  },
  'trimpi-poro-dapo-faithful': {
    label: 'TriMPI w/ PoRo-DAPO, faithful responses only',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: true, faithful: true },
  },
  'trimpi-poro-grpo-gate': {
    label: 'TriMPI w/ PoRo-GRPO, gate only',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'grpo', policyRollout: true, gate: true },
  },
  'trimpi-poro-dapo-gate': {
    label: 'TriMPI w/ PoRo-DAPO, gate only',
    supervised: ['vm-cpt', 'cot-sft'],
    rl: { algorithm: 'dapo', policyRollout: true, gate: true },
  },
};

/** What Setup offers. */
export const OFFERED_METHODS: readonly Method[] = [...METHODS, ...OTHER_METHODS];

/** Everything that can be run: the rows of the main table, those beside them, and the controls. */
export const ALL_METHODS: readonly Method[] = [...OFFERED_METHODS, ...CONTROLS];

/** Whether a method is a row of the paper's main table. */
export function isTableRow(method: Method): boolean {
  return (METHODS as readonly Method[]).includes(method);
}

/** Whether there is a recipe of a method at the paper's scale: of the paper's own, and of the gated one, which is a switch of it. */
export function hasRecipe(method: Method): boolean {
  const { rl } = METHOD_PLANS[method];
  return isTableRow(method) || (rl?.gate === true && rl.faithful === true);
}

/** Whether a method is one of the others with one thing changed. */
export function isControl(method: Method): boolean {
  return (CONTROLS as readonly Method[]).includes(method);
}

/** Methods that answer one question together, by the name that the command line knows them by. */
export const METHOD_SETS = {
  paper: METHODS,
  /** The gate and faithfulness, each without and with the other (2 x 2), beside the RL that they change. */
  gate: (['grpo', 'dapo'] as const).flatMap((algorithm) => [
    `trimpi-${algorithm}` as const,
    `trimpi-poro-${algorithm}` as const,
    `trimpi-poro-${algorithm}-faithful` as const,
    `trimpi-poro-${algorithm}-gate` as const,
    `trimpi-gated-poro-${algorithm}` as const,
  ]),
  /** The two ways on from the same starts, with and without rewards. */
  distillation: [
    'cot-sft',
    'cot-sft+distillation',
    'cot-sft+grpo',
    'vm-cpt+cot-sft',
    'vm-cpt+cot-sft+distillation',
    'trimpi-grpo',
  ],
} as const satisfies { readonly [name: string]: readonly Method[] };

/** The stages a method runs through, base first. */
export function stagesOf(method: Method): StageName[] {
  const plan = METHOD_PLANS[method];
  return [
    'base',
    ...plan.supervised,
    ...(plan.distills ? (['distillation'] as const) : []),
    ...(plan.rl ? (['rl'] as const) : []),
  ];
}
