/** The data of an experiment, as its configuration says it. */

/** The tasks of the benchmark, by the names that configurations and records use. */
export const TASK_KINDS = ['clevr-policy-t', 'clevr-policy-m', 'gta-policy'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Their names for people, those of the paper. */
export const TASK_NAMES: { readonly [K in TaskKind]: string } = {
  'clevr-policy-t': 'ClevrPolicy-T',
  'clevr-policy-m': 'ClevrPolicy-M',
  'gta-policy': 'GTAPolicy',
};

/** Data sets that others published for a task, and the files that are read of them; `readPublished` of the task reads them. */
export const PUBLISHED_DATA: {
  readonly [K in TaskKind]?: { readonly title: string; readonly files: readonly string[] };
} = { 'gta-policy': { title: 'GTA', files: ['toolmeta.json', 'dataset.json'] } };

export interface DatasetConfig {
  readonly kind: TaskKind;
  /** Layers N of each decision tree, 1..6; for gta-policy those of its longest rule, 4. */
  readonly layers: number;
  /** Number of named policies internalized together; gta-policy is one. */
  readonly policies: number;
  /** Images with gold reasoning per policy (the CoT set). */
  readonly cotPerPolicy: number;
  /** Images with the answer only, per policy (the non-CoT pool: Direct SFT and RL). */
  readonly poolPerPolicy: number;
}

export type Split = 'cot' | 'pool' | 'validation' | 'test';
