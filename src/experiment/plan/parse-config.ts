import * as v from 'valibot';
import type { DatasetConfig } from '../../tasks/dataset';
import { readOwnPolicy } from '../../tasks/own-policy';
import type { ExperimentConfig } from './config';
import { clampConfig, configShape, isBase } from './config-schema';
import { findPreset, PRESETS } from './presets';
import { CONFIG_BOUNDS, jsonFault, refusal, short } from './untrusted';

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
  const unfit = jsonFault(json, CONFIG_BOUNDS);
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
  const fault = ownPolicyFault(parsed.output.dataset);
  if (fault) {
    return { ok: false, message: fault };
  }
  return { ok: true, ...clampConfig(parsed.output) };
}

/** What is wrong with the policy of somebody's own that a data set carries, as a sentence; null when nothing is, or it has none. */
export function ownPolicyFault(dataset: Pick<DatasetConfig, 'kind' | 'own'>): string | null {
  const read = readOwnPolicy(dataset);
  return read === null || read.ok ? null : `The experiment’s own policy cannot be read. ${read.message}`;
}
