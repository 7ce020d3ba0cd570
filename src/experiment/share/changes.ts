import type { ExperimentConfig } from '../plan/config';
import type { Preset } from '../plan/presets';

/** Settings by name, nested as in a config. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a config that differ from the preset's or are not in it, in the same nesting. */
export function changesOf(
  { preset: _, method, seed, ...settings }: ExperimentConfig,
  preset: Preset,
): Fields {
  const difference = (now: Fields, then: Fields): Fields =>
    Object.fromEntries(
      Object.keys({ ...then, ...now }).flatMap((key) => {
        const [before, value] = [then[key], now[key]];
        if (!isFields(before)) {
          return value === before ? [] : [[key, value]];
        }
        const inner = difference(value as Fields, before);
        return Object.keys(inner).length > 0 ? [[key, inner]] : [];
      }),
    );
  return difference(settings as unknown as Fields, preset.config as unknown as Fields);
}

/** The preset's config with changes in it; unknown fields stay in, for the schema to refuse. */
export function changed(config: Preset['config'], changes: Fields): Fields {
  const merged: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key];
    merged[key] = isFields(before) && isFields(value) ? { ...before, ...value } : value;
  }
  return merged;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
