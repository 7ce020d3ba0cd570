import { IMAGE_SIZE, visualTokens } from '../../sequence/image';
import type { DatasetConfig } from '../dataset';
import type { OwnPolicyRead } from '../own-policy';
import { policyTokens } from './encode';
import type { GtaPolicy } from './rules/policy';
import { PAPER_POLICY } from './rules/policy-dataset';
import { parseGtaPolicyText } from './rules/policy-text-parser';
import { toolNodes } from './rules/walk';

type Read =
  | { readonly ok: true; readonly policy: GtaPolicy }
  | { readonly ok: false; readonly message: string };

/** The text that was read last: whoever trains on rules asks for them again and again, and wants the same object. */
let latest: { readonly text: string; readonly read: Read } | null = null;

function read(text: string): Read {
  if (latest?.text !== text) latest = { text, read: judged(text) };
  return latest.read;
}

function judged(text: string): Read {
  const parsed = parseGtaPolicyText(text);
  if (!parsed.ok) {
    const [{ line, message }] = parsed.errors;
    return { ok: false, message: `Line ${line} of the rules: ${message}` };
  }
  return { ok: true, policy: parsed.policy };
}

/**
 * The rules that an experiment teaches: those of somebody's own where its data set carries them, else the paper's.
 *
 * @throws Error with a sentence for a text that holds no such rules
 */
export function taughtRules({ own }: Pick<DatasetConfig, 'own'>): GtaPolicy {
  if (own === undefined) return PAPER_POLICY;
  const found = read(own);
  if (!found.ok) throw new Error(`The experiment’s own rules cannot be read. ${found.message}`);
  return found.policy;
}

/** Most pictures of a question, words beside them and words of a response (own-policy.test.ts keeps them true of the paper's rules). */
const PICTURES = 2;
const QUESTION_WORDS = 130;
const RESPONSE_WORDS = 60;

/** What is known of rules of somebody's own. */
export function gtaOwnPolicy(text: string): OwnPolicyRead {
  const found = read(text);
  if (!found.ok) return found;
  const { policy } = found;
  const names = new Set(policy.rules.flatMap(({ root }) => toolNodes(root).map(({ name }) => name)));
  return {
    ok: true,
    policy: {
      name: policy.name,
      tokens:
        policyTokens(policy).length +
        PICTURES * (1 + visualTokens({ side: IMAGE_SIZE })) +
        QUESTION_WORDS +
        RESPONSE_WORDS,
      answers: names.size,
      notes: [],
    },
  };
}
