import { TASK_NAMES } from '../../tasks/dataset';
import type { ExperimentConfig } from '../plan/config';
import {
  AGGREGATION_NAMES,
  aggregationOf,
  LIMITS,
  SECTION_TITLES,
  type Section,
  settingOf,
  settingsOf,
  TRAINED_PART_NAMES,
  usualPart,
} from '../plan/config-schema';
import { METHOD_PLANS, type SupervisedStage } from '../plan/methods';
import { findPreset, type Preset } from '../plan/presets';
import type { RunRecord } from '../record/run-record';

const SECTIONS: { readonly [S in SupervisedStage]: Section } = {
  'direct-sft': 'directSft',
  'vm-cpt': 'vmCpt',
  'cot-sft': 'cotSft',
};

/**
 * What an experiment changes of its preset, a sentence each; nothing for the preset itself. Settings of stages that the
 * method does not have change nothing and are left out, and so are method and seed, which no preset fixes.
 */
export function describeDifference(config: ExperimentConfig, preset: Preset): string[] {
  return differences(config, { ...preset.config, method: config.method }, 'instead of');
}

/** In what two runs differ, the first run's value first, a sentence each; what they share is not mentioned. */
export function describeRunDifference(a: RunRecord, b: RunRecord): string[] {
  const said: string[] = [];
  const compare = (name: string, left: string, right: string) => {
    if (left !== right) {
      said.push(`${name}: ${left} against ${right}.`);
    }
  };
  const title = ({ preset }: ExperimentConfig) => findPreset(preset)?.title ?? preset;
  compare('Method', METHOD_PLANS[a.config.method].label, METHOD_PLANS[b.config.method].label);
  compare('Preset', title(a.config), title(b.config));
  said.push(...differences(a.config, b.config, 'against'));
  if (a.config.seed !== b.config.seed) {
    said.push(`Seed: ${a.config.seed} against ${b.config.seed}, so other policies, images and samples.`);
  }
  compare('Backend', a.provenance.backend, b.provenance.backend);
  compare('Device', a.provenance.device, b.provenance.device);
  compare('Build', a.provenance.build, b.provenance.build);
  return said;
}

type Settings = Omit<ExperimentConfig, 'preset' | 'seed'>;

function differences(a: Settings, b: Settings, between: string): string[] {
  const used = new Set([...sectionsOf(a), ...sectionsOf(b)]);
  const said = settingsOf(a.dataset.kind)
    .filter((setting) => used.has(setting.section))
    .flatMap((setting) => {
      const [left, right] = [settingOf(a, setting), settingOf(b, setting)];
      return left === right ? [] : [`${setting.name}: ${spoken(left)} ${between} ${spoken(right)}.`];
    });
  for (const section of ['directSft', 'vmCpt', 'cotSft', 'rl'] as const) {
    const [left, right] = [a, b].map((side) => side[section].trains ?? usualPart(section));
    if (used.has(section) && left !== right) {
      const [one, other] = [TRAINED_PART_NAMES[left], TRAINED_PART_NAMES[right]];
      said.push(`${SECTION_TITLES[section]} trains: ${one} ${between} ${other}.`);
    }
  }
  const [left, right] = [a, b].map(({ rl }) => AGGREGATION_NAMES[aggregationOf(rl)]);
  if (used.has('rl') && left !== right) {
    said.push(`RL token losses: ${left} ${between} ${right}.`);
  }
  for (const rule of ['minutes', 'accuracy'] as const) {
    const [left, right] = [a, b].map(({ stop }) =>
      stop?.[rule] === undefined ? 'no limit' : spoken(stop[rule]),
    );
    if (left !== right) {
      said.push(`${LIMITS.stop[rule].label}: ${left} ${between} ${right}.`);
    }
  }
  if (a.dataset.kind !== b.dataset.kind) {
    said.push(`Task: ${TASK_NAMES[a.dataset.kind]} ${between} ${TASK_NAMES[b.dataset.kind]}.`);
  }
  if (a.base !== b.base) {
    said.push(`Base model: ${a.base} ${between} ${b.base}.`);
  }
  if (a.evaluation.split !== b.evaluation.split) {
    said.push(`Evaluated on: ${a.evaluation.split} images ${between} ${b.evaluation.split} images.`);
  }
  return said;
}

function sectionsOf({ method }: Settings): Section[] {
  const { supervised, rl, distills } = METHOD_PLANS[method];
  return [
    'dataset',
    ...supervised.map((stage) => SECTIONS[stage]),
    ...(rl || distills ? (['rl'] as const) : []),
    'evaluation',
  ];
}

/** "0.0003", "1,440". */
function spoken(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}
