import { clevrOwnPolicy } from './clevr/own-policy';
import type { DatasetConfig, TaskKind } from './dataset';
import { gtaOwnPolicy } from './gta/own-policy';

/** What is known of a policy of somebody's own before anything is trained. */
export interface OwnPolicy {
  readonly name: string;
  /** Tokens of the policy, the longest question and the longest response together. */
  readonly tokens: number;
  /** Answers that can be right. */
  readonly answers: number;
  /** What whoever trains on it should know, a sentence each. */
  readonly notes: readonly string[];
}

/** A policy's text as it was read, or one sentence about what is wrong with it. */
export type OwnPolicyRead =
  | { readonly ok: true; readonly policy: OwnPolicy }
  | { readonly ok: false; readonly message: string };

const READERS: { readonly [K in TaskKind]: (text: string, kind: K) => OwnPolicyRead } = {
  'clevr-policy-t': clevrOwnPolicy,
  'clevr-policy-m': clevrOwnPolicy,
  'gta-policy': gtaOwnPolicy,
};

/**
 * Reads the policy of somebody's own that a data set carries; null where it carries none. Never throws. Apart from the registry,
 * because only readers of links, files and setups need it.
 */
export function readOwnPolicy({ kind, own }: Pick<DatasetConfig, 'kind' | 'own'>): OwnPolicyRead | null {
  return own === undefined
    ? null
    : (READERS[kind] as (text: string, of: TaskKind) => OwnPolicyRead)(own, kind);
}
