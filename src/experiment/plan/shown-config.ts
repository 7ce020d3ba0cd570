import type { ExperimentConfig } from './config';
import { LIMITS, settingOf, settingsOf } from './config-schema';

/** Above it a count is none that anybody trained with. */
const MOST = 1e7;
/** What the screens draw themselves: these keep to today's limits. */
const DRAWN = new Set(['layers', 'policies']);

/**
 * Why the screens could not show a run with these settings, as a sentence; null when they can. Settings of yesterday may lie
 * beyond what today's screens offer; counts are counts all the same.
 */
export function unshowable(config: ExperimentConfig): string | null {
  if (!isCount(config.seed, 0, Number.MAX_SAFE_INTEGER)) {
    return `"config.seed" is ${config.seed}; a seed is a whole number from 0.`;
  }
  for (const setting of settingsOf(config.dataset.kind)) {
    const { section, key, limit } = setting;
    const value = settingOf(config, setting);
    const isDrawn = section === 'dataset' && DRAWN.has(key);
    const [min, max] = isDrawn ? [limit.min, limit.max] : [Math.min(limit.min, 1), MOST];
    const isFit = limit.unit === '' ? value > 0 && value <= MOST : isCount(value, min, max);
    if (!isFit) {
      const allowed = limit.unit === '' ? 'a number above 0' : `a whole number from ${min} to ${max}`;
      return `"config.${section}.${key}" is ${value}; it should be ${allowed}.`;
    }
  }
  for (const [rule, value] of Object.entries(config.stop ?? {})) {
    if (!(value > 0 && value <= LIMITS.stop.minutes.max * MOST)) {
      return `"config.stop.${rule}" is ${value}; it should be a number above 0.`;
    }
  }
  return null;
}

function isCount(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
