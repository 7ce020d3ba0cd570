import type { ExperimentConfig } from './config';
import { clampConfig, LIMITS, type Setting, settingOf, settingsOf } from './config-schema';
import { keyOf } from './key-of';
import { METHOD_PLANS, type Method } from './methods';

/** Many runs of one experiment: methods times seeds times the values of one setting. */
export interface Sweep {
  readonly methods: readonly Method[];
  readonly seeds: readonly number[];
  /** The setting that is swept by its place ("rl.learningRate"), and its values; null: none is. */
  readonly swept: { readonly place: string; readonly values: readonly number[] } | null;
}

/** Most runs that a queue takes. */
export const MOST_RUNS = 60;

export type SweepRuns =
  | {
      readonly ok: true;
      /** Seed by seed, so that methods and values can be compared as soon as one seed is through. */
      readonly configs: readonly ExperimentConfig[];
      /** A sentence for every value that was moved to what the screens allow. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

export function placeOf({ section, key }: Pick<Setting, 'section' | 'key'>): string {
  return `${section}.${key}`;
}

/** The settings that can be swept: those that at least one of the methods uses. */
export function sweepable(config: ExperimentConfig, methods: readonly Method[]): readonly Setting[] {
  const used = new Set(methods.flatMap(sectionsOf));
  const { kind, own } = config.dataset;
  return settingsOf(kind).filter(
    ({ section, key, limit }) =>
      used.has(section) && limit.min < limit.max && !(own !== undefined && key === 'layers'),
  );
}

const SECTIONS = { 'direct-sft': 'directSft', 'vm-cpt': 'vmCpt', 'cot-sft': 'cotSft' } as const;

function sectionsOf(method: Method): readonly Setting['section'][] {
  const { supervised, rl, distills } = METHOD_PLANS[method];
  return [
    'dataset',
    'evaluation',
    ...supervised.map((stage) => SECTIONS[stage]),
    ...(rl || distills ? (['rl'] as const) : []),
  ];
}

/** The setting at a place of the task's configs; undefined where there is none. */
export function settingAt(
  { dataset }: Pick<ExperimentConfig, 'dataset'>,
  place: string,
): Setting | undefined {
  return settingsOf(dataset.kind).find((setting) => placeOf(setting) === place);
}

/** Whether a setting changes anything for a method. */
export function usesSetting(method: Method, { section }: Pick<Setting, 'section'>): boolean {
  return sectionsOf(method).includes(section);
}

/** Every run of a sweep around an experiment, each once: a method that does not use the swept setting runs with one value of it. */
export function runsOfSweep(config: ExperimentConfig, { methods, seeds, swept }: Sweep): SweepRuns {
  if (methods.length === 0) return { ok: false, message: 'Choose one method at least.' };
  if (seeds.length === 0) return { ok: false, message: 'Choose one seed at least.' };
  const setting = swept && settingAt(config, swept.place);
  if (swept && !setting) return { ok: false, message: 'Choose a setting to sweep, or none.' };
  if (swept && swept.values.length === 0) {
    return { ok: false, message: 'Write one value at least for the setting that is swept.' };
  }
  const configs: ExperimentConfig[] = [];
  const notes = new Set<string>();
  const known = new Set<string>();
  for (const seed of seeds) {
    for (const method of methods) {
      const isUsed = setting && usesSetting(method, setting);
      for (const value of isUsed && swept ? swept.values : [null]) {
        const clamped = clampConfig(withValue({ ...config, method, seed }, setting, value));
        for (const note of clamped.notes) notes.add(note);
        const key = keyOf(clamped.config);
        if (known.has(key)) continue;
        known.add(key);
        configs.push(clamped.config);
      }
    }
  }
  if (configs.length > MOST_RUNS) {
    const message = `These are ${configs.length} runs, and a queue takes ${MOST_RUNS} at most.`;
    return { ok: false, message };
  }
  return { ok: true, configs, notes: [...notes] };
}

function withValue(
  config: ExperimentConfig,
  setting: Setting | null | undefined,
  value: number | null,
): ExperimentConfig {
  if (!setting || value === null) return config;
  const { section, key } = setting;
  return { ...config, [section]: { ...config[section], [key]: value } };
}

/** The values of a list that people write: "0.0003, 1e-3". Null where a part of it is not a number. */
export function readValues(text: string): number[] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const values = parts.map(Number);
  return values.every(Number.isFinite) ? [...new Set(values)] : null;
}

/** `count` seeds from the first on, as far as there are seeds. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i).filter((seed) => seed <= LIMITS.seed.max);
}

/** The settings of a run but for method and seed, in a line: runs that share it belong to one row of a sweep. */
export function settingsKey({ method: _method, seed: _seed, ...settings }: ExperimentConfig): string {
  return keyOf(settings);
}

/** The place at which experiments differ beside method and seed, if it is one number; null where it is none or several. */
export function sweptPlace(configs: readonly ExperimentConfig[]): string | null {
  const [first, ...others] = configs;
  if (!first) return null;
  const places = settingsOf(first.dataset.kind).filter((setting) =>
    others.some((other) => settingOf(other, setting) !== settingOf(first, setting)),
  );
  return places.length === 1 ? placeOf(places[0]) : null;
}
