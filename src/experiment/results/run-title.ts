import type { ExperimentConfig } from '../plan/config';
import { findPreset, plainTitle } from '../plan/presets';
import { taughtIn } from '../plan/teach';
import { changesOf } from './describe-difference';

/** As many changed settings a title names; more are counted. */
const NAMED = 2;

/**
 * A run in a few words: "CoT SFT + DAPO, Quick, RL learning rate 0.0003, seed 1". What is changed of the preset stands in it, so that the
 * runs of a sweep are told apart in lists.
 */
export function runTitle(config: ExperimentConfig): string {
  return plainTitle(config, changed(config));
}

function changed(config: ExperimentConfig): string[] {
  const preset = findPreset(config.preset);
  if (!preset) return [];
  // What a policy of one's own asks of the data is said by its name.
  const usual = taughtIn({ ...config, ...preset.config }, config);
  const changes = changesOf(config, { ...preset, config: usual });
  return changes.length > NAMED
    ? [`${changes.length} settings changed`]
    : changes.map(({ name, value }) => `${name} ${value}`);
}
