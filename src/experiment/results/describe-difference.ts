import { nameInText, TASK_NAMES } from '../../tasks/dataset';
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
import { objectiveOf } from '../plan/rl-options';
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
  return sentences(changesOf(config, preset), 'instead of');
}

/** What an experiment changes of its preset, by the settings' names: its value, and the preset's. */
export function changesOf(config: ExperimentConfig, preset: Preset): Difference[] {
  return differences(config, { ...preset.config, method: config.method });
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
  said.push(...sentences(differences(a.config, b.config), 'against'));
  if (a.config.seed !== b.config.seed) {
    said.push(`Seed: ${a.config.seed} against ${b.config.seed}, so other policies, images and samples.`);
  }
  compare('Backend', a.provenance.backend, b.provenance.backend);
  compare('Device', a.provenance.device, b.provenance.device);
  compare('Build', a.provenance.build, b.provenance.build);
  return said;
}

type Settings = Omit<ExperimentConfig, 'preset' | 'seed'>;

/** A setting in which two experiments differ, in words. */
export interface Difference {
  readonly name: string;
  readonly value: string;
  readonly other: string;
}

const sentences = (found: readonly Difference[], between: string) =>
  found.map(({ name, value, other }) => `${name}: ${value} ${between} ${other}.`);

function differences(a: Settings, b: Settings): Difference[] {
  const used = new Set([...sectionsOf(a), ...sectionsOf(b)]);
  const found: Difference[] = [];
  const compare = (name: string, value: string, other: string) => {
    if (value !== other) found.push({ name, value, other });
  };
  for (const setting of settingsOf(a.dataset.kind).filter(({ section }) => used.has(section))) {
    const [left, right] = [settingOf(a, setting), settingOf(b, setting)];
    if (left !== right) compare(setting.name, spoken(left), spoken(right));
  }
  for (const section of ['directSft', 'vmCpt', 'cotSft', 'rl'] as const) {
    if (!used.has(section)) continue;
    const [left, right] = [a, b].map(
      (side) => TRAINED_PART_NAMES[side[section].trains ?? usualPart(section)],
    );
    compare(`${SECTION_TITLES[section]} trains`, left, right);
  }
  if (used.has('rl')) {
    const [left, right] = [a, b].map(({ rl }) => AGGREGATION_NAMES[aggregationOf(rl)]);
    compare('RL token losses', left, right);
    // That another algorithm has others is said by the method.
    const isChanged = a.rl.objective !== undefined || b.rl.objective !== undefined;
    for (const constant of isChanged ? (['clipLow', 'clipHigh', 'klBeta'] as const) : []) {
      const [one, other] = [a, b].map((side) => constantOf(side, constant));
      compare(`RL ${LIMITS.objective[constant].label.replace(/^C/, 'c')}`, one, other);
    }
  }
  for (const rule of ['minutes', 'accuracy'] as const) {
    const [left, right] = [a, b].map(({ stop }) =>
      stop?.[rule] === undefined ? 'no limit' : spoken(stop[rule]),
    );
    compare(LIMITS.stop[rule].label, left, right);
  }
  compare('Task', TASK_NAMES[a.dataset.kind], TASK_NAMES[b.dataset.kind]);
  if (a.dataset.own !== b.dataset.own) {
    const [left, right] = ownInWords(a.dataset.own, b.dataset.own);
    compare('Own policy', left, right);
  }
  compare('Base model', a.base, b.base);
  compare('Evaluated on', `${a.evaluation.split} images`, `${b.evaluation.split} images`);
  return found;
}

/** Two own policies by their names, or, where these are the same, that their texts are not. */
function ownInWords(a: string | undefined, b: string | undefined): [string, string] {
  const name = (text: string | undefined) =>
    text === undefined ? 'none' : (nameInText(text) ?? 'one without a name');
  const [left, right] = [name(a), name(b)];
  return left === right ? [`one text of ${left}`, 'another text of it'] : [left, right];
}

/** A constant of the objective, which the algorithm sets where the experiment does not. */
function constantOf({ method, rl }: Settings, constant: 'clipLow' | 'clipHigh' | 'klBeta'): string {
  const variant = METHOD_PLANS[method].rl;
  return variant ? spoken(objectiveOf({ rl }, variant.algorithm)[constant]) : 'none';
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
