import fc from 'fast-check';
import { TASK_KINDS } from '../../tasks/dataset';
import type { ExperimentConfig } from '../plan/config';
import { LIMITS, type Limit, limitsOf } from '../plan/config-schema';
import { METHODS } from '../plan/methods';
import { PRESETS } from '../plan/presets';

function values({ min, max, step }: Limit): fc.Arbitrary<number> {
  return step >= 1
    ? fc.integer({ min: 0, max: Math.floor((max - min) / step) }).map((k) => min + k * step)
    : fc.double({ min, max, noNaN: true });
}

function section<S extends Record<string, Limit>>(limits: S): fc.Arbitrary<{ [K in keyof S]: number }> {
  const fields = Object.entries(limits).map(([key, limit]) => [key, values(limit)]);
  return fc.record(Object.fromEntries(fields)) as fc.Arbitrary<{ [K in keyof S]: number }>;
}

/** Configs with every number anywhere the screens allow. */
export const anyConfig: fc.Arbitrary<ExperimentConfig> = fc
  .record({
    preset: fc.constantFrom(...PRESETS.map(({ name }) => name)),
    seed: values(LIMITS.seed),
    method: fc.constantFrom(...METHODS),
    dataset: fc
      .constantFrom(...TASK_KINDS)
      .chain((kind) => section(limitsOf(kind).dataset).map((rest) => ({ kind, ...rest }))),
    base: fc.constantFrom('tiny', 'small', 'medium'),
    directSft: section(LIMITS.directSft),
    vmCpt: section(LIMITS.vmCpt),
    cotSft: section(LIMITS.cotSft),
    rl: section(LIMITS.rl),
    evaluation: fc.record({
      perPolicy: values(LIMITS.evaluation.perPolicy),
      split: fc.constantFrom('validation' as const, 'test' as const),
    }),
    stop: fc.option(
      fc.record(
        { minutes: values(LIMITS.stop.minutes), accuracy: values(LIMITS.stop.accuracy) },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  })
  .map(({ stop, ...config }) => (stop && Object.keys(stop).length > 0 ? { ...config, stop } : config))
  .filter(({ rl }) => rl.updatesPerStep <= rl.prompts);

/** Configs near a preset: it, with some numbers changed. */
export const nearPreset: fc.Arbitrary<ExperimentConfig> = fc
  .tuple(
    anyConfig,
    fc.constantFrom(...PRESETS),
    fc.subarray(['dataset', 'vmCpt', 'rl', 'evaluation'] as const),
  )
  .map(([config, preset, kept]) => ({
    ...config,
    ...preset.config,
    preset: preset.name,
    ...Object.fromEntries(kept.map((part) => [part, config[part]])),
  }));
