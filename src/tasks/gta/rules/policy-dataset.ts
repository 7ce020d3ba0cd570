import reversed from '../../../../datasets/gta-policy/ocr-reversed.json';
import named from '../../../../datasets/gta-policy/policy.json';
import type { GtaPolicy } from './policy';
import { parseGtaPolicyJson } from './policy-json';

/** The paper's policy, from `datasets/gta-policy/`. */
export const PAPER_POLICY = loaded(named);
/** The same with the order of OCR's versions reversed: what the paper's override changes. */
export const OCR_REVERSED = loaded(reversed);

function loaded(json: unknown): GtaPolicy {
  const parsed = parseGtaPolicyJson(json);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.policy;
}
