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
  /**
   * The text of a policy that somebody wrote. It is internalized first, before `policies` - 1 named ones, and has as many layers as
   * they; in gta-policy its rules take the place of the paper's. Absent: named policies alone.
   */
  readonly own?: string;
}

/** Longest text of a policy of somebody's own, characters: one of six layers full of crops has some 12,000. */
export const OWN_TEXT_LIMIT = 20_000;

/** The name that stands at the head of a policy's text; null for a text that begins otherwise. */
export function nameInText(text: string): string | null {
  return /^\s*policy\s+(\S{1,20})\s/i.exec(text)?.[1] ?? null;
}

/** The layers that a decision tree's name says, 1..6; null for policies that are none. */
export function layersInText(text: string): number | null {
  const layers = /^L([1-6])-/.exec(nameInText(text) ?? '')?.[1];
  return layers === undefined ? null : Number(layers);
}

export type Split = 'cot' | 'pool' | 'validation' | 'test';
