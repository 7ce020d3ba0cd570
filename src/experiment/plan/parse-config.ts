import * as v from 'valibot';
import { modelConfig } from '../../model/config';
import { readOwnPolicy } from '../../tasks/own-policy';
import type { ExperimentConfig } from './config';
import { clampConfig, configShape, isBase } from './config-schema';
import { baseSize } from './imported-base';
import { findPreset, PRESETS } from './presets';
import { jsonFault, refusal, short } from './untrusted';

/** Apart from the schema, because the page sets experiments up at once and needs nothing that reads policies for that. */

export type ParsedConfig =
  | {
      readonly ok: true;
      readonly config: ExperimentConfig;
      /** A sentence for every value that was moved to what the screens allow. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** Reads a config from outside: unknown fields and presets are refused, numbers are moved into {@link LIMITS}. */
export function parseConfig(json: unknown): ParsedConfig {
  const unfit = jsonFault(json, { depth: 4, values: 200 });
  if (unfit) {
    return { ok: false, message: `This is not an experiment of this page. ${unfit}` };
  }
  const parsed = v.safeParse(configShape, json, { abortEarly: true });
  if (!parsed.success) {
    return { ok: false, message: `This is not an experiment of this page. ${refusal(parsed.issues)}` };
  }
  if (!findPreset(parsed.output.preset)) {
    const known = PRESETS.map(({ name }) => name).join(', ');
    const message = `There is no preset "${short(parsed.output.preset)}"; this page has ${known}.`;
    return { ok: false, message };
  }
  if (!isBase(parsed.output.base)) {
    const message = `This experiment starts from a model that somebody imported, "${parsed.output.base}"; only its file has it.`;
    return { ok: false, message };
  }
  const fault = ownPolicyFault(parsed.output);
  if (fault) {
    return { ok: false, message: fault };
  }
  return { ok: true, ...clampConfig(parsed.output) };
}

/** What is wrong with the policy of somebody's own that an experiment carries, as a sentence; null when nothing is, or it has none. */
export function ownPolicyFault({ dataset, base }: Pick<ExperimentConfig, 'dataset' | 'base'>): string | null {
  const read = readOwnPolicy(dataset);
  if (read === null) return null;
  if (!read.ok) return `The experiment’s own policy cannot be read. ${read.message}`;
  const { maxPositions } = modelConfig(baseSize(base));
  const { name, tokens } = read.policy;
  return tokens <= maxPositions
    ? null
    : `The policy ${name} is too long: with a question and its answer it has ${tokens} tokens, and the model reads ${maxPositions}. Take conditions out of it.`;
}
