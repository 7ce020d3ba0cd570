import { IMAGE_SIZE, visualTokens } from '../../sequence/image';
import type { DatasetConfig, TaskKind } from '../dataset';
import type { OwnPolicyRead } from '../own-policy';
import { policyTokens, queryTokens, responseTokens } from './encode';
import { hasCrops } from './policy/crops';
import { parsePolicyText } from './policy/policy-text-parser';
import type { Policy } from './policy/policy-tree';
import { type Leaf, leaves } from './policy/walk';

type Read = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly message: string };

/** Texts that were read last: whoever trains on a policy asks for it again and again, and wants the same object. */
const known = new Map<string, Read>();
const KEPT = 8;

function read(text: string, kind: TaskKind): Read {
  const key = `${kind} ${text}`;
  const found = known.get(key) ?? judged(text, kind);
  known.delete(key);
  known.set(key, found);
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
  return found;
}

function judged(text: string, kind: TaskKind): Read {
  const parsed = parsePolicyText(text);
  if (!parsed.ok) {
    const [{ line, message }] = parsed.errors;
    return { ok: false, message: `Line ${line} of the policy: ${message}` };
  }
  if (hasCrops(parsed.policy) !== (kind === 'clevr-policy-m')) {
    const message = hasCrops(parsed.policy)
      ? 'The policy shows values by pictures, which ClevrPolicy-T does not have: it belongs to ClevrPolicy-M.'
      : 'The policy names all its values in words: it belongs to ClevrPolicy-T, not to ClevrPolicy-M.';
    return { ok: false, message };
  }
  return { ok: true, policy: parsed.policy };
}

/**
 * The policy of somebody's own that a data set carries, the same object for the same text; null where it carries none.
 *
 * @throws Error with a sentence for a text that is not such a policy
 */
export function ownPolicyOf({ kind, own }: Pick<DatasetConfig, 'kind' | 'own'>): Policy | null {
  // The rules of tools are no tree.
  if (own === undefined || kind === 'gta-policy') return null;
  const found = read(own, kind);
  if (!found.ok) throw new Error(`The experiment’s own policy cannot be read. ${found.message}`);
  return found.policy;
}

/** What is known of a decision tree of somebody's own. */
export function clevrOwnPolicy(text: string, kind: TaskKind): OwnPolicyRead {
  const found = read(text, kind);
  if (!found.ok) return found;
  const { policy } = found;
  const all = leaves(policy);
  const question = visualTokens({ side: IMAGE_SIZE }) + queryTokens(policy).length;
  const response = Math.max(...all.map((leaf) => responseTokens(leaf).length));
  return {
    ok: true,
    policy: {
      name: policy.name,
      tokens: policyTokens(policy).length + question + response,
      answers: all.filter(({ reachable }) => reachable).length,
      notes: unreachableNote(all),
    },
  };
}

function unreachableNote(all: readonly Leaf[]): string[] {
  const lost = all.flatMap(({ reachable, caseNumber }) => (reachable ? [] : [caseNumber]));
  if (lost.length === 0) return [];
  const [cases, they, are] = lost.length === 1 ? ['Case', 'it', 'is'] : ['Cases', 'they', 'are'];
  return [
    `No scene leads to ${cases} ${lost.sort((a, b) => a - b).join(', ')}: ${they} ${are} neither trained nor measured.`,
  ];
}
